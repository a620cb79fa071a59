"""What TensorBoard's own reader finds in the files of a run."""

from __future__ import annotations

import getpass
import os
import socket
from typing import TYPE_CHECKING, Any

import pytest

from mezz.cache.artifact import read_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.run.conftest import Ran

    Run = Callable[..., Ran]

pytest.importorskip("tensorboard")


@pytest.fixture(scope="module")
def logged(ran: Ran, run_in: Run, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Return a run out of the cache, told to TensorBoard."""
    text = (ran.finished.folder / "spec.yml").read_text() + "log: [{kind: tensorboard}]\n"
    return run_in(tmp_path_factory.mktemp("logged"), text, cache=ran.cache.root)


@pytest.fixture(scope="module")
def read(logged: Ran) -> Any:
    """Return the run as TensorBoard reads it."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    assert logged.finished.diagnostics == ()
    found = EventAccumulator(str(logged.finished.folder / "log" / "tensorboard"))
    return found.Reload()


def test_the_losses_are_there_as_float32_at_their_steps(logged: Ran, read: Any) -> None:
    import numpy as np

    fits = [id_ for id_, one in logged.planned.keyed.items() if one.stage.verb == "fit"]
    assert len(fits) > 4
    for id_ in fits:
        curve = read_json(logged.artifact(id_), "curve.json")
        found = read.Scalars(f"{id_}/train")
        assert [one.step for one in found] == curve["steps"]
        assert [one.value for one in found] == [float(np.float32(one)) for one in curve["train"]]


def test_the_metrics_are_there(logged: Ran, read: Any) -> None:
    tags = {tag for tag in read.Tags()["scalars"] if tag.startswith("metrics/")}
    assert tags == {
        f"metrics/{arm.name}/{one.measure}" for arm in logged.metrics.arms for one in arm.metrics
    }
    (gap,) = read.Scalars("metrics/student/gap")
    assert gap.value == pytest.approx(logged.value("student", "gap"), rel=1e-6)


def test_verdict_and_headline_are_there_as_text(logged: Ran, read: Any) -> None:
    verdict = logged.finished.verdict
    assert verdict is not None
    told = {tag: read.Tensors(tag)[-1].tensor_proto.string_val for tag in read.Tags()["tensors"]}
    assert told["verdict"] == [f"{verdict.word}: {verdict.reason}".encode()]
    assert told["headline"] == [verdict.headline.encode()]
    assert read.SummaryMetadata("headline").plugin_data.plugin_name == "text"


def test_neither_the_host_nor_the_user_nor_the_place_is_in_a_file(logged: Ran) -> None:
    files = [one for one in (logged.finished.folder / "log").rglob("*") if one.is_file()]
    assert len(files) == 1
    written = files[0].read_bytes()
    assert socket.gethostname() not in files[0].name
    for private in (
        os.fsencode(logged.finished.folder.absolute()),
        f"@{getpass.getuser()}".encode(),
    ):
        assert private not in written
