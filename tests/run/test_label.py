"""Whether labels survive is judged class by class, and a twin is a control if they do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.component.examples import Examples
from mezz.component.types import Label
from mezz.component.views import Views
from mezz.measures.accuracy import Accuracy
from mezz.measures.error import Error
from mezz.measures.log_loss import LogLoss
from mezz.run import label
from mezz.run.evidence import Evidence
from mezz.run.measured import Measured
from mezz.worlds.kepler import Kepler

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from mezz.component.types import Emits
    from mezz.record.model import GuardRecord
    from tests.run.conftest import Ran

    Values = NDArray[np.float64]

SEEDS, V, N, C = 3, 8, 2000, 10
MARGIN = 0.1
TRUTH = np.random.default_rng(0).integers(0, C, N)
DIGITS = Label(tuple("0123456789"))
CLASSES = {name: np.equal(TRUTH, at) for at, name in enumerate(DIGITS.names)}


def evidence(n: int = N, units: NDArray[np.int64] | None = None) -> Evidence:
    rows = np.arange(n) if units is None else units
    return Evidence({}, rows, series=False, confidence=0.95, seeds=SEEDS)


def logits(views: int, seed: int) -> Values:
    """A reader of digits who is right three times out of four, `(S, V, N, C)`."""
    rng = np.random.default_rng(1)
    known = 3.0 * np.eye(C)[TRUTH] + rng.normal(0.0, 1.2, (N, C))
    of_fit = np.random.default_rng(seed).normal(0.0, 0.1, (SEEDS, views, N, C))
    return known + of_fit


def measured(said: Values) -> dict[str, Values]:
    odds = np.exp(said)
    found: dict[str, Values] = {}
    for measure in (Error(), LogLoss(), Accuracy()):
        by_seed = [
            Views(
                outputs=one / one.sum(axis=-1, keepdims=True),
                examples=Examples({}, TRUTH, np.arange(N), np.arange(N)),
                target=DIGITS,
                reference=np.full((N, C), 1 / C),
                how="exact",
                order=len(one),
                flops=1.0,
                passes=1.0,
            )
            for one in odds
        ]
        found[measure.kind] = np.stack([measure.influence(views) for views in by_seed])
    return found


CANONICAL = measured(logits(1, seed=2))
RANDOM = measured(logits(V, seed=3))


def with_sixes_read_as_nines(views: int) -> dict[str, Values]:
    """The measures where in some views every 6 is taken for a 9."""
    said = logits(V, seed=3)
    sixes = TRUTH == 6
    turned = said[:, :views, sixes]
    turned[..., [6, 9]] = turned[..., [9, 6]]
    said[:, :views, sixes] = turned
    return measured(said)


def judged(random: dict[str, Values], classes: dict[str, NDArray[np.bool_]]) -> GuardRecord:
    return label.not_inferior(evidence(), random, CANONICAL, MARGIN, classes)


@pytest.mark.parametrize(
    ("found", "passed"),
    [(None, None), ({"value": 1e-15, "scale": 1.0}, True), ({"value": 0.1, "scale": 1.0}, False)],
)
def test_a_symmetry_that_changes_the_target_fails(
    found: dict[str, float] | None, passed: bool | None
) -> None:
    assert label.label_invariance(found).passed is passed


def test_labels_that_survive_do_so_in_every_class() -> None:
    found = judged(RANDOM, CLASSES)
    assert found.passed
    assert found.value is not None
    assert found.value <= MARGIN == found.limit
    assert "worst of 22 comparisons" in found.words
    assert "not shown" not in found.words


def test_one_class_that_does_not_survive_is_found_where_the_average_hides_it() -> None:
    swapped = with_sixes_read_as_nines(1)
    assert judged(swapped, {}).passed, "overall the loss stays within the margin"
    found = judged(swapped, CLASSES)
    assert not found.passed
    assert "lost in log loss of class `6`, the worst of 22" in found.words
    assert found.words.endswith("that more than the margin is lost is shown")


def test_a_class_is_judged_by_its_accuracy_too() -> None:
    rng = np.random.default_rng(4)
    swapped = with_sixes_read_as_nines(2)
    lost = (
        1 - swapped["accuracy"][:, TRUTH == 6].mean() / CANONICAL["accuracy"][:, TRUTH == 6].mean()
    )
    assert lost > 2 * MARGIN
    calm = {**swapped, "log_loss": CANONICAL["log_loss"] + rng.normal(0.0, 1e-3, (SEEDS, N))}
    found = judged(calm, CLASSES)
    assert not found.passed
    assert "lost in accuracy of class `6`" in found.words
    assert found.value == pytest.approx(lost, abs=0.1)


def test_a_margin_that_noise_hides_is_not_shown() -> None:
    rng = np.random.default_rng(5)
    vague = {
        **RANDOM,
        "log_loss": CANONICAL["log_loss"] * np.exp(rng.normal(-1.125, 1.5, (SEEDS, N))),
    }
    found = judged(vague, CLASSES)
    assert not found.passed
    assert found.words.endswith("that it stays within the margin is not shown")


def test_a_class_of_few_units_is_passed_over_and_said() -> None:
    swapped = with_sixes_read_as_nines(4)
    few = {**CLASSES, "6": CLASSES["6"] & (np.cumsum(CLASSES["6"]) <= 29)}
    rest = np.flatnonzero(~CLASSES["6"] | few["6"])
    found = label.not_inferior(
        evidence(len(rest)),
        {name: values[:, rest] for name, values in swapped.items()},
        {name: values[:, rest] for name, values in CANONICAL.items()},
        MARGIN,
        {name: rows[rest] for name, rows in few.items()},
    )
    assert "worst of 20 comparisons" in found.words
    assert found.words.endswith("too few test units to judge class `6` (29)")


def test_examples_of_one_unit_do_not_make_a_class_large() -> None:
    units = np.where(CLASSES["3"], np.arange(N) % 12, np.arange(N) + 12)
    found = label.not_inferior(evidence(units=units), RANDOM, CANONICAL, MARGIN, CLASSES)
    assert found.passed
    assert found.words.endswith("class `3` (12)")


def test_a_value_is_judged_by_its_error_alone() -> None:
    error = np.random.default_rng(6).gamma(2.0, 0.5, (SEEDS, N))
    values = {"error": error, "gap": error}
    held = label.not_inferior(evidence(), {"error": 1.05 * error}, values, MARGIN, {})
    assert held.passed
    assert held.value == pytest.approx(0.05, abs=0.01)
    lost = label.not_inferior(evidence(), {"error": 1.2 * error}, values, MARGIN, {})
    assert not lost.passed
    assert "error overall" in lost.words


@pytest.mark.parametrize(("loss", "passed"), [(0.0, True), (0.1, False)])
def test_nothing_may_be_lost_where_canonical_views_leave_no_error(
    loss: float, passed: bool
) -> None:
    exact = {"error": np.zeros((SEEDS, N))}
    found = label.not_inferior(evidence(), {"error": np.full((SEEDS, N), loss)}, exact, MARGIN, {})
    assert (found.passed, found.value) == (passed, 0.0 if passed else None)


def test_a_class_at_its_margin_is_let_through_no_more_often_than_alpha() -> None:
    rng = np.random.default_rng(7)
    size, draws = 120, 100
    half = np.arange(size) < size // 2
    right = np.ones((SEEDS, size))
    by_class = on_average = 0
    for _ in range(draws):
        hard = rng.gamma(4.0, 0.25, (1, size))
        canonical = hard + rng.normal(0.0, 0.1, (SEEDS, size))
        # Exactly the margin is lost in class a, nothing in class b.
        random = hard * np.where(half, 1 + MARGIN, 1.0) + rng.normal(0.0, 0.1, (SEEDS, size))
        pair = (
            {"error": random, "log_loss": random, "accuracy": right},
            {"error": canonical, "log_loss": canonical, "accuracy": right},
        )
        held = evidence(size)
        on_average += bool(label.not_inferior(held, *pair, MARGIN, {}).passed)
        both = {"a": half, "b": ~half}
        by_class += bool(label.not_inferior(held, *pair, MARGIN, both).passed)
    assert on_average > 70
    # With a true rate of 0.025 there are more than 8 of 100 one time in a thousand.
    assert by_class <= 8


FAILS = label.label_invariance({"value": 1.0, "scale": 1.0})
HOLDS = label.label_invariance({"value": 0.0, "scale": 1.0})


def gaps(mean: float, seed: int) -> Values:
    hard = np.random.default_rng(8).gamma(2.0, 0.5, (1, N))
    return np.asarray(mean * hard * np.random.default_rng(seed).gamma(9.0, 1 / 9, (SEEDS, N)))


@pytest.mark.parametrize(
    ("benefit", "loss", "of_twin", "missing"),
    [
        (0.6, 0.5, FAILS, ""),
        (0.6, 0.5, HOLDS, "the label guard does not fail on it"),
        (0.2, 0.5, FAILS, "its benefit is not told from the group's"),
        (0.6, 0.1, FAILS, "it is not shown to do more to the label than the group does"),
        (0.6, 0.05, FAILS, "it is not shown to do more to the label than the group does"),
    ],
)
def test_a_twin_differs_in_benefit_and_in_what_it_does_to_the_label(
    benefit: float, loss: float, of_twin: GuardRecord, missing: str
) -> None:
    found = label.twin_differs(
        evidence(), (gaps(0.2, 1), gaps(benefit, 2)), (gaps(0.1, 3), gaps(loss, 4)), of_twin
    )
    assert found.passed is not bool(missing)
    assert found.words.endswith(missing or "tell them apart")
    assert found.value == pytest.approx(benefit / 0.2, rel=0.05)


def test_a_label_guard_that_fails_for_want_of_power_makes_no_control() -> None:
    few = 40
    rng = np.random.default_rng(9)
    own, twin, canonical = (rng.gamma(0.5, 2.0, (SEEDS, few)) for _ in range(3))
    of_both = [
        label.not_inferior(evidence(few), {"error": one}, {"error": canonical}, MARGIN, {})
        for one in (own, twin)
    ]
    assert [one.passed for one in of_both] == [False, False]
    found = label.twin_differs(
        evidence(few), (gaps(0.2, 1)[:, :few], gaps(2.0, 2)[:, :few]), (own, twin), of_both[1]
    )
    assert not found.passed


@pytest.mark.parametrize(("of_group", "of_twin", "passed"), [(1e-16, 0.7, True), (0.7, 0.7, False)])
def test_an_exact_defect_needs_no_interval(of_group: float, of_twin: float, passed: bool) -> None:
    defect = np.array([[of_group]]), np.array([[of_twin]])
    found = label.twin_differs(evidence(), (gaps(0.2, 1), gaps(0.6, 2)), defect, FAILS)
    assert found.passed is passed


@pytest.mark.slow
def test_a_run_without_an_oracle_asks_the_models(
    tmp_path: Path, run_in: Callable[..., Ran], tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Kepler.emits

    def without_oracle(self: Kepler) -> Emits:
        return replace(known(self), oracle=False)

    monkeypatch.setattr(Kepler, "emits", without_oracle)
    monkeypatch.setattr(Kepler, "oracle", lambda self, examples: None)
    ran = run_in(tmp_path, tiny.replace("turns: 5", "turns: 2").replace("steps: 60", "steps: 600"))
    guards = {found.name: found for found in ran.metrics.guards}
    assert "what is lost in error overall" in guards["label invariance"].words
    names = ("measure/student_augmented", "twin/measure/student_augmented")
    group, twin = (Measured.load(ran.artifact(name)).values["error"] for name in names)
    assert twin.mean() > group.mean()
    assert guards["twin"].passed
