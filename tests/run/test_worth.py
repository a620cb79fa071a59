"""What a run says of K agrees with the statistics of it."""

from __future__ import annotations

import numpy as np
import pytest

from mezz.run.evidence import Evidence, recorded
from mezz.run.measured import Measured
from mezz.run.worth import effective_k, ratio
from mezz.stats.effective import worth

SEEDS, N = 3, 300
RNG = np.random.default_rng(0)
SIZE = RNG.gamma(2.0, 0.5, (1, N))
GAP = SIZE * RNG.gamma(8.0, 1 / 8, (SEEDS, N))
BEST = 0.5 * SIZE + RNG.normal(0.0, 0.02, (SEEDS, N))


def measured(k: float) -> tuple[Evidence, dict[str, Measured]]:
    """A student whose pass is worth k views, in what it says and in its error."""
    distance = GAP / k + RNG.normal(0.0, 0.05, (SEEDS, N))
    teacher = {"gap": GAP, "error": BEST + GAP}
    student = {"gap": 0.1 * GAP, "error": BEST + distance}
    values = {"teacher": teacher, "student": student}
    evidence = Evidence(values, np.arange(N), series=False, confidence=0.95, seeds=SEEDS)
    return evidence, {
        "teacher": Measured(teacher),
        "student": Measured(student, fidelity=distance),
    }


@pytest.mark.parametrize("k", [8.0, 1e6])
def test_effective_k_is_the_worth_of_the_distance_and_of_the_error(k: float) -> None:
    evidence, arms = measured(k)
    found = effective_k(evidence, arms)
    assert found is not None
    distance = arms["student"].fidelity
    assert distance is not None
    told = worth(distance, GAP, evidence.estimate)
    assert (found.value, found.at_least) == (told.value, told.at_least)
    assert found.inverse == recorded(told.inverse)
    assert found.distance == recorded(told.distance)
    # The formula once more, by hand.
    share = distance.mean() / GAP.mean()
    by_hand = evidence.estimate(share + (distance - share * GAP) / GAP.mean())
    assert found.inverse == recorded(by_hand)
    assert found.inverse.value == pytest.approx(1 / k, abs=0.01)
    assert found.inverse_task.value == pytest.approx(found.inverse.value, rel=1e-9)
    assert (found.value is not None) == (k == 8.0)


def test_a_ratio_of_means_is_taken_over_all_seeds_at_once() -> None:
    evidence, _ = measured(8.0)
    part = GAP * np.array([[1.0], [2.0], [6.0]])
    found = ratio(evidence, part, GAP)
    assert found.value == pytest.approx(part.mean() / GAP.mean(), rel=1e-12)
    assert found.lower is not None
    assert found.lower < found.value


def test_without_a_student_or_a_gap_there_is_no_effective_k() -> None:
    evidence, arms = measured(8.0)
    still = Measured({**arms["teacher"].values, "gap": 0.0 * GAP})
    assert effective_k(evidence, {"teacher": arms["teacher"]}) is None
    assert effective_k(evidence, {**arms, "teacher": still}) is None
