"""Kinds of experiments: those on which a MAKE would be wrong, at their boundary, and two others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.run.calibration.draw import UNITS
from mezz.run.calibration.trial import Trial, Twin
from mezz.stats.estimators import ratio_influence

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.run.calibration.draw import Draw

    Values = NDArray[np.float64]

MARGIN = 0.5
"""What `make: standard` allows of the teacher's gap, and of what averaging gains in error."""

OF_SEEDS = 0.15
"""Deviation of the logarithm of a seed's factor: gaps differ by a seventh between seeds."""


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of experiment. `draw` makes one; `words` say what is true of it."""

    name: str
    words: str
    draw: Callable[[Draw], Trial]


def _gaps(draw: Draw) -> tuple[Values, Values]:
    """Return the teacher's and the student's gap, each with mean 1, hard on the same examples."""
    shared = draw.of_units()
    teacher, student = (
        (0.7 * shared + 0.3 * draw.of_units()) * draw.of_seeds(OF_SEEDS) * draw.crossed()
        for _ in range(2)
    )
    return teacher, student


def _experiment(draw: Draw, teacher: Values, student: Values, excess: float = -0.2) -> Trial:
    """Put arms together from two gaps.

    The orbit mean of the teacher has an error of .5, that of the student `excess` more: with -.2
    every other line than those on the gap holds by far. Copies and shrunken outputs keep nearly
    the whole gap.
    """
    base = 0.5 * draw.of_units() * draw.of_seeds(0.05) * draw.crossed()
    limit = base * (1.0 + excess / 0.5 * draw.of_seeds(OF_SEEDS))
    errors = {"teacher": base + teacher, "teacher_K": base, "student": limit + student}
    trivial = np.broadcast_to(20.0 * np.square(draw.normal(1, UNITS)), teacher.shape)
    skills = {arm: {"skill": ratio_influence(error, trivial)} for arm, error in errors.items()}
    still = np.zeros_like(teacher)
    gaps = {"teacher": teacher, "teacher_K": still, "student": student}
    values = {arm: {"error": errors[arm], "gap": gaps[arm], **skills[arm]} for arm in errors}
    rivals = {"student_copy": {"gap": 1.8 * teacher}, "recalibrated": {"gap": 1.6 * teacher}}
    return Trial({**values, **rivals}, draw.seeds)


def gap_at_margin(draw: Draw) -> Trial:
    """The student's gap is exactly half the teacher's; everything else holds."""
    teacher, student = _gaps(draw)
    return _experiment(draw, teacher, MARGIN * student)


def error_at_margin(draw: Draw) -> Trial:
    """The student keeps exactly half of what averaging gains; everything else holds."""
    teacher, student = _gaps(draw)
    return _experiment(draw, teacher, 0.2 * student, excess=MARGIN - 0.2)


def dominating_seeds(draw: Draw) -> Trial:
    """As the first, with gaps that differ more between seeds than the examples can average out."""
    teacher, student = _gaps(draw)
    teacher, student = (gap * draw.of_seeds(0.5) for gap in (teacher, student))
    return _experiment(draw, teacher, MARGIN * student)


def few_examples(draw: Draw) -> Trial:
    """As the first, where one example in ten carries the student's whole gap."""
    teacher, student = _gaps(draw)
    student = draw.few_units(0.1) * draw.of_seeds(OF_SEEDS) * draw.crossed()
    return _experiment(draw, teacher, MARGIN * student)


def heavy_tails(draw: Draw) -> Trial:
    """As the first, with a student's gap whose logarithm has a deviation of 1.5."""
    teacher, student = _gaps(draw)
    student = draw.heavy_units(1.5) * draw.of_seeds(0.05) * draw.crossed()
    return _experiment(draw, teacher, MARGIN * student)


def permuted_labels(draw: Draw) -> Trial:
    """Labels have nothing to do with inputs; the student is as invariant as one could wish."""
    teacher, student = (0.1 * gap for gap in _gaps(draw))
    truth = draw.normal(1, UNITS)
    said = 0.2 * (draw.normal(1, UNITS) + draw.normal(draw.seeds, UNITS))
    base = np.square(said - truth)
    errors = {
        "teacher": base + teacher,
        "teacher_K": base,
        "student": np.square(0.8 * said - truth) + 0.1 * student,
    }
    trivial = np.broadcast_to(np.square(truth), base.shape)
    skills = {arm: {"skill": ratio_influence(error, trivial)} for arm, error in errors.items()}
    gaps = {"teacher": teacher, "teacher_K": 0.0 * teacher, "student": 0.1 * student}
    values = {arm: {"error": errors[arm], "gap": gaps[arm], **skills[arm]} for arm in errors}
    rivals = {"student_copy": {"gap": teacher}, "recalibrated": {"gap": 0.8 * teacher}}
    return Trial({**values, **rivals}, draw.seeds)


def twin_like_group(draw: Draw) -> Trial:
    """Every line holds, but the twin gains as much from averaging and keeps labels as well."""
    teacher, student = _gaps(draw)
    plain = _experiment(draw, teacher, 0.1 * student)
    benefit, defect = _gaps(draw), _gaps(draw)
    return Trial(plain.values, plain.seeds, Twin(benefit, defect))


def twin_of_other_benefit(draw: Draw) -> Trial:
    """As before, with a benefit that differs; the labels alone cannot tell the twin."""
    teacher, student = _gaps(draw)
    plain = _experiment(draw, teacher, 0.1 * student)
    benefit, defect = _gaps(draw), _gaps(draw)
    return Trial(plain.values, plain.seeds, Twin((benefit[0], 3.0 * benefit[1]), defect))


def halved_again(draw: Draw) -> Trial:
    """No null: the student's gap is a quarter of the teacher's, and a MAKE is right."""
    teacher, student = _gaps(draw)
    return _experiment(draw, teacher, 0.5 * MARGIN * student)


def slightly_better(draw: Draw) -> Trial:
    """No null: the student's gap is four tenths of the teacher's, and a MAKE is right."""
    teacher, student = _gaps(draw)
    return _experiment(draw, teacher, 0.8 * MARGIN * student)


NULLS = (
    Family("gap at its margin", "the student's gap is exactly half the teacher's", gap_at_margin),
    Family("error at its margin", "exactly half of what averaging gains is kept", error_at_margin),
    Family(
        "dominating seeds",
        "the first, with gaps that vary by half between seeds",
        dominating_seeds,
    ),
    Family(
        "few examples", "the first; a tenth of the examples carries the student's gap", few_examples
    ),
    Family("heavy tails", "the first; the student's gap is log-normal (1.5)", heavy_tails),
    Family("permuted labels", "nothing can be predicted; all lines hold", permuted_labels),
    Family(
        "twin like the group",
        "benefit and label defect are equal under both; all lines hold",
        twin_like_group,
    ),
    Family(
        "twin that keeps labels",
        "the label defect is equal under both, the benefit is not; all lines hold",
        twin_of_other_benefit,
    ),
)

POWER = (
    Family("a quarter", "the student's gap is a quarter of the teacher's", halved_again),
    Family("four tenths", "the student's gap is four tenths of the teacher's", slightly_better),
)
