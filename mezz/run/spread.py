"""How the gap is spread over test examples: a mean can hide that a few carry it all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.component.types import Answers, Series
from mezz.record.model import Extreme, GapRecord, Histogram

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.symmetry import Symmetry
    from mezz.component.types import DomainType, Emits
    from mezz.run.job import Job
    from mezz.run.measured import Measured

BINS = 40
EXTREMES = 6
TINY = 1e-30


def spread_of_gap(job: Job, measured: Mapping[str, Measured]) -> GapRecord | None:
    """Return the distribution over examples, seeds averaged; None without a judged teacher."""
    if "teacher" not in measured:
        return None
    curve = measured["teacher"].curve
    teacher = measured["teacher"].values["gap"].mean(axis=0)
    student = measured.get("student")
    of_student = None if student is None else student.values["gap"].mean(axis=0)
    edges = _edges(teacher if of_student is None else np.concatenate([teacher, of_student]))
    return GapRecord(
        teacher=_histogram(teacher, edges),
        student=None if of_student is None else _histogram(of_student, edges),
        top_tenth_share=_top_tenth(teacher),
        by_view=tuple(float(v) for v in curve.by_view.mean(axis=0)) if curve else (),
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
    test, labelled = job.examples("test"), job.plan.emits.labelled
    rows = np.argsort(-gaps, kind="stable")[:EXTREMES]
    teacher = job.arrays(job.input("predict/teacher/"))["outputs"]
    student = [job.arrays(id_)["outputs"] for id_ in job.inputs_like("predict/student/")]
    # Recorded answers have views and no elements that made them.
    acted = [job.arrays(id_)["elements"] for id_ in job.inputs_like("act/test/")]
    return tuple(
        Extreme(
            id=int(test.ids[row]),
            gap=float(gaps[row]),
            fields=_in_words(test, row, job.plan.emits.fields),
            truth=tuple(float(v) for v in np.atleast_1d(test.target[row])) if labelled else (),
            outputs=_each_view(teacher, row),
            student=_each_view(student[0], row) if student else (),
            **(_seen(job, test.take(slice(row, row + 1)), acted[0][:, row]) if acted else {}),
        )
        for row in map(int, rows)
    )


def _each_view(outputs: NDArray[np.float64], row: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(v) for v in view[row]) for view in outputs)


def _seen(job: Job, example: Examples, elements: NDArray[np.generic]) -> dict[str, Any]:
    return path_of(job.plan.spec.symmetry, job.plan.emits, example, elements)


def path_of(
    symmetry: Symmetry, emits: Emits, example: Examples, elements: NDArray[np.generic]
) -> dict[str, Any]:
    """Return an example's path through time and how its views cut it, where it is a series.

    example: one row. elements: `(V, ...)`, one a view. Bars are counted back from the newest row
    that a view shows, the last one `start` rows long; a symmetry without bars cuts nothing.

    Returns:
        `series` and `cuts` as `Extreme` has them, or nothing.
    """
    drawn = [part for part in symmetry.parts() if isinstance(emits.fields.get(part.on), Series)]
    if not drawn:
        return {}
    on, bar = drawn[0].on, drawn[0].model_dump().get("bar")
    type_ = emits.fields[on]
    assert isinstance(type_, Series)
    copies = example.take(np.zeros(len(elements), np.int64))
    moved = symmetry.act(elements, copies, emits).fields
    newest = type_.length - 1 + np.asarray(moved[f"{on}.end"])
    cuts = tuple(
        tuple(range(int(full) % bar, int(full) + 1, bar))
        for full in newest - np.asarray(moved[f"{on}.start"])
        if bar
    )
    column = _closing(type_)
    return {"series": tuple(map(float, example.fields[on][0, :, column])), "cuts": cuts}


def _closing(type_: Series) -> int:
    return type_.columns.index("close") if "close" in type_.columns else len(type_.columns) - 1


def _in_words(test: Examples, row: int, types: dict[str, DomainType]) -> dict[str, str]:
    """Write an example's fields so that a person recognises it."""
    words = {}
    for name, type_ in types.items():
        value = test.fields[name][row]
        if isinstance(type_, Answers):
            called = bytes(test.fields[f"{name}.name"][row]).rstrip(b"\0")
            words["example"] = called.decode(errors="replace")
            continue
        if isinstance(type_, Series):
            path = value[:, _closing(type_)]
            words[name] = f"close {path[0]:,.2f} to {path[-1]:,.2f} over {len(path)} rows"
        elif np.ndim(value):
            words[name] = f"{type_} of size {float(np.sqrt(np.square(value).sum())):.4g}"
        else:
            words[name] = f"{float(value):.6g}"
    return words
