"""A gap of rounding goes away in float64, one of the teacher's stays."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from mezz.cache.artifact import read_arrays, read_json
from mezz.component.base import Encoder
from mezz.encoders.periodic import Periodic
from mezz.learn.mlp import MlpShape
from mezz.learn.weights import Weights, save
from mezz.run import guard
from mezz.run.evidence import Evidence
from mezz.run.job import Job
from mezz.run.stages import floor

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits, Invariance
    from tests.run.conftest import Ran

TURN = 2 * math.pi


class Ledger(Encoder):
    """Write the sine of M as a credit less a debit, which grow with the turns that M has made."""

    kind: Literal["ledger"] = "ledger"
    height: float = 1e4

    def reads(self) -> frozenset[str]:
        return frozenset({"M"})

    def accepts(self, name: str, type_: DomainType) -> bool:
        return True

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        return ()

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        return frozenset()

    def width(self, emits: Emits) -> int:
        return 2

    def flops(self, emits: Emits) -> int:
        return 1

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        angle = np.asarray(examples.fields["M"], np.float64)
        debit = self.height * np.floor(angle / TURN)
        return np.stack([debit + np.sin(angle), debit], axis=1)


def measured(
    ran: Ran, folder: Path, encoder: Encoder, weight: list[list[float]]
) -> dict[str, float]:
    """Measure the floor of two linear teachers, the second twice as large as the first."""
    plan = ran.planned.plan
    assert plan is not None
    spec = plan.spec.model_copy(update={"encoder": encoder})
    stage = plan.stages["measure/floor"]
    inputs = {id_: ran.artifact(id_) for id_ in stage.inputs}
    for factor, id_ in enumerate((id_ for id_ in inputs if id_.startswith("fit/")), start=1):
        inputs[id_] = folder / str(factor)
        inputs[id_].mkdir()
        table = factor * np.array(weight, np.float32)
        params = {"layers.0.weight": table, "layers.0.bias": np.zeros(2, np.float32)}
        save(inputs[id_], Weights(params, MlpShape(len(table), (), 2), None, {}))
    (folder / "out").mkdir()
    floor.run(
        Job(
            stage,
            replace(plan, spec=spec),
            inputs=inputs,
            folder=folder / "out",
            threads=1,
            progress=lambda done, total, unit: None,
            unfinished=lambda: None,
            keep_unfinished=lambda raw: None,
        )
    )
    found: dict[str, float] = read_json(folder / "out")
    return found


def test_the_gap_of_a_teacher_is_the_same_in_either_precision(ran: Ran) -> None:
    found = read_json(ran.artifact("measure/floor"))
    assert found["rows"] == 100
    assert found["gap"] == pytest.approx(ran.value("teacher", "gap"), rel=1e-12)
    assert found["gap_float64"] == pytest.approx(found["gap"], rel=1e-4)
    assert found["gap_float64"] != found["gap"]
    (kept,) = (one for one in ran.metrics.guards if one.name == "gap in float64")
    assert kept.passed
    assert kept.value == pytest.approx(1, rel=1e-4)


def test_the_floor_of_either_precision_is_its_own_rounding(ran: Ran) -> None:
    found = read_json(ran.artifact("measure/floor"))
    assert found["order"] == found["order_float64"] == 0.0
    assert found["floor"] == found["round_trip"] < 1e-12
    # Rounded to float32, an angle that lost its last place on the way is the same angle again.
    assert 0.0 < math.sqrt(found["round_trip_float64"]) < 1e-14


def test_a_gap_of_mere_rounding_that_no_floor_shows_goes_away_in_float64(
    ran: Ran, tmp_path: Path
) -> None:
    found = measured(ran, tmp_path, Ledger(), [[1.0, 0.5], [-1.0, -0.5]])
    assert math.sqrt(found["gap"]) > guard.smallest_root(found["floor"], found["scale"])
    assert math.sqrt(found["gap_float64"]) < 1e-7 * math.sqrt(found["gap"])
    gaps = np.full((2, 100), found["gap"])
    held = Evidence({"teacher": {"gap": gaps}}, np.arange(100), False, 0.95, 2)
    assert guard.above_floor(held, found).passed
    gone = guard.stays_in_float64(found)
    assert (gone.passed, gone.makes) == (False, "vacuous")


def test_an_encoder_that_cannot_see_the_turns_has_a_gap_at_its_floor(
    ran: Ran, tmp_path: Path
) -> None:
    weight = [[0.3, 0.1], [1.0, 0.5], [-0.7, 0.2]]
    found = measured(ran, tmp_path, Periodic(fields=("e", "M")), weight)
    assert math.sqrt(found["gap"]) < guard.smallest_root(found["floor"], found["scale"])
    assert guard.stays_in_float64(found).passed is None


def test_every_seed_and_view_counts_alike(ran: Ran, tmp_path: Path) -> None:
    found = measured(ran, tmp_path, Ledger(height=3.0), [[1.0, 0.5], [0.0, 0.0]])
    angle = read_arrays(ran.artifact("sample/test"))["field/M"]
    turns = 3.0 * (np.floor(angle / TURN) + np.arange(5)[:, np.newaxis]) % 15.0
    answers = turns + np.sin(angle)
    expected = 1.25 * answers.var(axis=0).mean() * np.mean([1.0, 4.0])
    assert found["gap_float64"] == pytest.approx(expected, rel=1e-12)
    assert found["gap"] == pytest.approx(expected, rel=1e-6)
    scale = 1.25 * np.square(answers[0]).mean() * np.mean([1.0, 4.0])
    assert found["scale"] == pytest.approx(scale, rel=1e-6)
