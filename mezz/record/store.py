"""The folder a run leaves, `runs/<name>/<run-id>/`: one typed reader and writer for every file.

Every file but the event log is written whole or not at all, through a temporary file beside it. JSON
is canonical (sorted keys, shortest exact floats, a newline at the end), so that equal records are
equal bytes.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pydantic import ValidationError

from mezz.record.event import Event
from mezz.record.model import (
    LooksRecord,
    Metrics,
    PlanRecord,
    Provenance,
    Record,
    Timings,
    VerdictRecord,
)
from mezz.record.sweep import SweepRecord
from mezz.record.tune import PilotsRecord

FILES: dict[type[Record], str] = {
    PlanRecord: "plan.json",
    Metrics: "metrics.json",
    Timings: "timings.json",
    Provenance: "provenance.json",
    LooksRecord: "looks.json",
    VerdictRecord: "verdict.json",
    SweepRecord: "sweep.json",
    PilotsRecord: "pilots.json",
}
"""Which file holds which record."""

AnyRecord = TypeVar("AnyRecord", bound=Record)


class DamagedRecord(Exception):  # noqa: N818  it names what is damaged
    """A file of a run's folder is there and cannot be read as what it should be."""

    def __init__(self, name: str, fault: str) -> None:
        """Hold the file's name inside the run and one line of fact."""
        super().__init__(f"{name}: {fault}")
        self.name = name


def canonical_json(data: Any) -> str:
    """Return JSON text that depends on the data alone.

    Raises:
        ValueError: a number is not finite.
    """
    text = json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return text + "\n"


class RunFolder:
    """One run on disk. Constructing it touches nothing; the first write makes the folder."""

    def __init__(self, path: Path | str) -> None:
        """Stand for the folder at `path`, which need not exist yet."""
        self.path = Path(path)

    def __repr__(self) -> str:
        return f"RunFolder({str(self.path)!r})"

    @property
    def completed(self) -> bool:
        """Say whether the run came to its end: a valid verdict is there."""
        return self.verdict() is not None

    def verdict(self) -> VerdictRecord | None:
        """Return the verdict, or None where there is none that can be read."""
        try:
            return self.read(VerdictRecord)
        except DamagedRecord:
            return None

    @property
    def student(self) -> Path:
        """Return the folder of the exported student, which need not exist."""
        return self.path / "student"

    @property
    def report(self) -> Path:
        """Return the path of the report, which need not exist."""
        return self.path / "report.html"

    def read(self, record: type[AnyRecord]) -> AnyRecord | None:
        """Return one of the records in `FILES`, or None where the run has not left it.

        Raises:
            DamagedRecord: the file does not hold such a record.
        """
        name = FILES[record]
        text = self._text(name)
        if text is None:
            return None
        try:
            return record.model_validate_json(text)
        except ValidationError as error:
            raise DamagedRecord(name, _first_fault(error)) from error

    def write(self, record: Record) -> Path:
        """Write one of the records in `FILES`, whole or not at all; return its path."""
        data = record.model_dump(mode="json", by_alias=True)
        return self._publish(FILES[type(record)], canonical_json(data))

    def read_spec(self) -> str | None:
        """Return the spec as its author wrote it, or None."""
        return self._text("spec.yml")

    def write_spec(self, text: str) -> Path:
        """Keep the spec as its author wrote it, byte for byte."""
        return self._publish("spec.yml", text)

    def read_resolved(self) -> dict[str, Any] | None:
        """Return the spec with every default filled in, as JSON data, or None.

        Raises:
            DamagedRecord: the file does not hold a JSON object.
        """
        text = self._text("resolved.json")
        if text is None:
            return None
        try:
            data = json.loads(text, parse_constant=_no_constant)
        except ValueError as error:
            raise DamagedRecord("resolved.json", str(error)) from error
        if not isinstance(data, dict):
            raise DamagedRecord("resolved.json", "not an object")
        return data

    def write_resolved(self, data: dict[str, Any]) -> Path:
        """Keep the spec with every default filled in, as JSON data."""
        return self._publish("resolved.json", canonical_json(data))

    def read_events(self) -> tuple[Event, ...]:
        """Return what happened, oldest first. A last line cut short by a kill is left out.

        Raises:
            DamagedRecord: a complete line does not hold an event.
        """
        text = self._text("events.jsonl") or ""
        complete = text[: text.rfind("\n") + 1]
        try:
            return tuple(Event.model_validate_json(line) for line in complete.splitlines())
        except ValidationError as error:
            raise DamagedRecord("events.jsonl", _first_fault(error)) from error

    def append_event(self, event: Event) -> None:
        """Add one event to the log, after dropping a line that an earlier kill cut short."""
        self.path.mkdir(parents=True, exist_ok=True)
        line = json.dumps(event.model_dump(mode="json"), sort_keys=True)
        with (self.path / "events.jsonl").open("a+b") as log:
            if log.tell() and not _ends_a_line(log):
                log.seek(0)
                log.truncate(log.read().rfind(b"\n") + 1)
            log.write(line.encode() + b"\n")

    def write_report(self, html: str) -> Path:
        """Keep the report, whole or not at all."""
        return self._publish("report.html", html)

    def _text(self, name: str) -> str | None:
        try:
            return (self.path / name).read_bytes().decode()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except UnicodeDecodeError as error:
            raise DamagedRecord(name, "not UTF-8") from error
        except OSError as error:
            raise DamagedRecord(name, error.strerror or type(error).__name__) from error

    def _publish(self, name: str, text: str) -> Path:
        """Write beside the final name, flush to disk, then rename over it."""
        self.path.mkdir(parents=True, exist_ok=True)
        final = self.path / name
        descriptor, temporary = tempfile.mkstemp(dir=self.path, prefix=f".{name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            # mkstemp makes files that only their owner can read; a run is there to be shared.
            Path(temporary).chmod(0o644)
            Path(temporary).replace(final)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return final


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _ends_a_line(log: BinaryIO) -> bool:
    log.seek(-1, os.SEEK_END)
    return log.read(1) == b"\n"


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
