"""`tensorboard`: event files that TensorBoard shows."""

from __future__ import annotations

import time as clock
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from mezz.component.sink import Recorder, Sink

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mezz.component.sink import About


class TensorBoard(Sink):
    """Event files for TensorBoard, below `log/` in the run's folder.

    Look at them with `tensorboard --logdir runs`. Nothing leaves the machine, and the files do not name
    it.
    """

    kind: Literal["tensorboard"] = "tensorboard"

    extra = "log"
    package: ClassVar[str] = "tensorboard"

    def open(self, folder: Path, about: About) -> Recorder:
        """Begin an event file of its own: a run that goes on after a stop adds a second one."""
        return _EventFile(folder / f"events.out.tfevents.{clock.time_ns()}")


class _EventFile(Recorder):
    """One event file.

    The package's own writers put the host's name into the name of the file; this one uses their
    records and protocol buffers, and writes under a name of ours.
    """

    def __init__(self, path: Path) -> None:
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.summary.writer.record_writer import RecordWriter

        self._writer = RecordWriter(path.open("xb"))
        self._write(Event(wall_time=clock.time(), file_version="brain.Event:2"))

    def numbers(self, name: str, step: int, values: Mapping[str, float], time: float) -> None:
        from tensorboard.compat.proto.summary_pb2 import Summary

        scalars = [
            Summary.Value(tag=f"{name}/{key}", simple_value=value) for key, value in values.items()
        ]
        self._add(Summary(value=scalars), step, time)

    def words(self, name: str, step: int, text: str, time: float) -> None:
        from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
        from tensorboard.compat.proto.tensor_pb2 import TensorProto
        from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

        shown_by = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
        one = TensorShapeProto(dim=[TensorShapeProto.Dim(size=1)])
        held = TensorProto(dtype="DT_STRING", string_val=[text.encode()], tensor_shape=one)
        value = Summary.Value(tag=name, metadata=shown_by, tensor=held)
        self._add(Summary(value=[value]), step, time)

    def close(self) -> None:
        self._writer.close()

    def _add(self, summary: Any, step: int, time: float) -> None:
        from tensorboard.compat.proto.event_pb2 import Event

        self._write(Event(wall_time=time, step=step, summary=summary))

    def _write(self, event: Any) -> None:
        """Write one record and hand it to the system, so that TensorBoard follows a run at work."""
        self._writer.write(event.SerializeToString())
        self._writer.flush()
