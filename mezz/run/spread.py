"""How the gap is spread over test examples: a mean can hide that a few carry it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.component.types import Series
from mezz.record.model import Extreme, GapRecord, Histogram

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import DomainType
    from mezz.run.job import Job
    from mezz.run.measured import Measured

BINS = 40
EXTREMES = 6
TINY = 1e-30


def spread_of_gap(job: Job, measured: Mapping[str, Measured]) -> GapRecord | None:
    """Return the distribution over examples, seeds averaged; None without a judged teacher."""
    curve = measured["teacher"].curve if "teacher" in measured else None
    if curve is None:
        return None
    teacher = measured["teacher"].values["gap"].mean(axis=0)
    student = measured.get("student")
    of_student = None if student is None else student.values["gap"].mean(axis=0)
    edges = _edges(teacher if of_student is None else np.concatenate([teacher, of_student]))
    return GapRecord(
        teacher=_histogram(teacher, edges),
        student=None if of_student is None else _histogram(of_student, edges),
        top_tenth_share=_top_tenth(teacher),
        by_view=tuple(float(v) for v in curve.by_view.mean(axis=0)),
        extremes=_extremes(job, teacher),
    )


def _edges(gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return bin edges, equal in the logarithm, from the 0.1 % quantile to the largest gap."""
    low = max(float(np.quantile(gaps, 0.001)), TINY)
    high = max(float(gaps.max()), low * 10)
    return np.geomspace(low, high * (1 + 1e-12), BINS + 1)


def _histogram(gaps: NDArray[np.float64], edges: NDArray[np.float64]) -> Histogram:
    """Count; gaps below the first edge are counted in the first bin."""
    counts, _ = np.histogram(np.maximum(gaps, edges[0]), edges)
    return Histogram(edges=tuple(map(float, edges)), counts=tuple(map(int, counts)))


def _top_tenth(gaps: NDArray[np.float64]) -> float:
    total = float(gaps.sum())
    largest = np.sort(gaps)[-max(1, len(gaps) // 10) :]
    return float(largest.sum()) / total if total > 0 else 0.0


def _extremes(job: Job, gaps: NDArray[np.float64]) -> tuple[Extreme, ...]:
    """Return the examples with the largest gap, and what the first seed said in each view."""
    test = job.examples("test")
    rows = np.argsort(-gaps, kind="stable")[:EXTREMES]
    teacher = job.arrays(job.input("predict/teacher/"))["outputs"]
    student = [job.arrays(id_)["outputs"] for id_ in job.inputs_like("predict/student/")]
    return tuple(
        Extreme(
            id=int(test.ids[row]),
            gap=float(gaps[row]),
            fields=_in_words(test, int(row), job.plan.emits.fields),
            truth=tuple(float(v) for v in np.atleast_1d(test.target[row])),
            outputs=_each_view(teacher, int(row)),
            student=_each_view(student[0], int(row)) if student else (),
        )
        for row in rows
    )


def _each_view(outputs: NDArray[np.float64], row: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(v) for v in view[row]) for view in outputs)


def _in_words(test: Examples, row: int, types: dict[str, DomainType]) -> dict[str, str]:
    """Write an example's fields so that a person recognises it."""
    words = {}
    for name, type_ in types.items():
        value = test.fields[name][row]
        if isinstance(type_, Series):
            column = type_.columns.index("close") if "close" in type_.columns else -1
            path = value[:, column]
            words[name] = f"close {path[0]:,.2f} to {path[-1]:,.2f} over {len(path)} rows"
        else:
            words[name] = f"{float(value):.6g}"
    return words
