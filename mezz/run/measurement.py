"""The gap of any callable: how much its answer moves when its input is only renamed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mezz.component.symmetry import Symmetry
from mezz.learn.randomness import Stream
from mezz.record.card import card
from mezz.record.digits import spell_interval
from mezz.run.evidence import recorded
from mezz.run.family import of_symmetry, of_transforms, size_of
from mezz.run.guard import smallest_root
from mezz.stats.estimators import brier, gap, orbit_mean, squared_error
from mezz.stats.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from mezz.component.types import DomainType, TargetType
    from mezz.record.model import Interval
    from mezz.run.family import Family

    Values = NDArray[np.float64]

FEWEST = 2
"""Examples that an interval needs, and transforms that make a family."""


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What `measure` found.

    Attributes:
        gap: mean variance of the answer over the views, in the square of the answer's unit.
        error: mean error of one view (squared, or the Brier score), None without labels.
        error_of_mean: the error of the mean of the K views: what averaging would reach.
        by_example: `(N,)` the gap of each example.
        floor: the same estimator over answers that should not differ at all.
        limit: the root of a gap below this is not told from rounding.
        K: views an example.
        symmetry: the family's structure, such as `C_5`.
        family: what it may be called: `finite group`, `window`, `nuisance`, ...
    """

    gap: Interval
    error: Interval | None
    error_of_mean: Interval | None
    by_example: Values
    floor: float
    limit: float
    K: int
    symmetry: str
    family: str

    @property
    def above_floor(self) -> bool:
        """Say whether the gap is shown to be more than rounding."""
        return math.sqrt(max(self.gap.lower or 0.0, 0.0)) > self.limit

    def __str__(self) -> str:
        return "; ".join(f"{name}: {words}" for name, words in self._rows().items())

    def _repr_html_(self) -> str:
        """Show the numbers in a notebook."""
        told = "" if self.above_floor else "It is not told from rounding."
        return card("Gap", told, self._rows())

    def _rows(self) -> dict[str, str]:
        rows = {"gap": _spelt(self.gap)}
        if self.error is not None and self.error_of_mean is not None:
            rows["error of one view"] = _spelt(self.error)
            rows[f"error of the mean of {self.K}"] = _spelt(self.error_of_mean)
        rows["views"] = f"{self.K} of {self.symmetry} ({self.family})"
        rows["floor"] = f"{self.floor:.3g}"
        rows["examples"] = str(len(self.by_example))
        return rows


def measure(  # noqa: PLR0913  what a measurement depends on, each by its name
    predict: Callable[[Any], ArrayLike],
    inputs: Any,
    symmetry: Symmetry | Sequence[Callable[[Any], Any]],
    *,
    K: int | Literal["exact"] = "exact",  # noqa: N803  the letter of every text about views
    seed: int = 0,
    labels: ArrayLike | None = None,
    confidence: float = 0.95,
    types: Mapping[str, DomainType] | None = None,
    answer: TargetType | None = None,
) -> Measurement:
    """Measure how much a callable's answer moves over the views of its input.

    Args:
        predict: takes a batch of N inputs in the form in which `inputs` come and returns `(N, C)`
            or `(N,)` numbers: values, or probabilities of classes. Row i depends on input i only.
        inputs: with a mezz symmetry, a mapping from field names to arrays with N along axis 0; with
            transforms, whatever they and `predict` take (for a number K: an array, or a mapping of
            arrays).
        symmetry: a symmetry of mezz (`AngleTurns(on="M", turns=5)`), or transforms, each of which
            maps a batch to a batch. Transforms are the whole family, each with the same weight: list
            the identity too if it belongs to it. They are called a nuisance, whatever they are.
        K: `exact` for all views, or a number of views drawn for each example.
        seed: of that draw.
        labels: `(N,)` whole numbers are classes where there are several outputs, which then must be
            probabilities; otherwise `(N,)` or `(N, C)` true values.
        confidence: coverage of the intervals, over examples: they speak of this one predictor.
        types: domain types of fields that an array does not tell, such as an angle in degrees,
            `{"M": Angle(360.0)}`, or that a field moves along with another, `{"b": Vector(4)}`
            beside a matrix of four rows. By default an angle has the period 2 pi.
        answer: what is answered, where it moves with the input: `Value(("x1", "x2"), axis="i")` of
            a system of equations whose matrix has that axis. Answers are then compared after they
            have been mapped back. By default an answer stays.

    Raises:
        ValueError: shapes that do not fit, a number that is not finite, fewer than two examples,
            labels that are no classes, a family without two views, or more views than it has.
    """
    n = size_of(inputs)
    if n < FEWEST:
        raise ValueError(f"an interval over examples needs at least {FEWEST}, not {n}")
    if isinstance(symmetry, Symmetry):
        family = of_symmetry(symmetry, inputs, K, seed, types or {}, answer)
    else:
        family = of_transforms(symmetry, inputs, K, seed)
    wide = answer.outputs if answer else None
    outputs = np.stack(
        [
            family.home(k, _answer(predict, family.view(k), n, wide))
            for k in range(family.plan.count)
        ]
    )
    plan = family.plan
    assert plan.how != "design"
    by_example = gap(outputs, plan.how, plan.order)
    still = [_half_square(*pair) for pair in _unmoved(predict, family, n)]
    floor = max(still)

    def over_examples(values: Values) -> Interval:
        rng = Stream(seed, "bootstrap").generator()
        return recorded(interval(values[np.newaxis], np.arange(n), confidence, rng))

    error = error_of_mean = None
    if labels is not None:
        truth = np.asarray(labels)
        error = over_examples(_error(outputs, truth))
        error_of_mean = over_examples(_error(orbit_mean(outputs), truth))
    return Measurement(
        gap=over_examples(by_example),
        error=error,
        error_of_mean=error_of_mean,
        by_example=by_example,
        floor=floor,
        limit=smallest_root(floor, float(np.square(outputs).sum(axis=-1).mean())),
        K=plan.count,
        symmetry=family.structure,
        family=family.kind,
    )


def _answer(
    predict: Callable[[Any], ArrayLike], inputs: Any, n: int, wide: int | None = None
) -> Values:
    """Return what is answered, `(N, C)`; raises ValueError where it cannot be used."""
    found = np.asarray(predict(inputs), np.float64)
    table = found[:, np.newaxis] if found.ndim == 1 else found
    if table.ndim != 2 or len(table) != n:
        raise ValueError(f"`predict` returned {found.shape} for {n} inputs: (N, C) or (N,) is due")
    if wide is not None and table.shape[1] != wide:
        raise ValueError(f"`predict` returned {table.shape[1]} numbers, and the answer has {wide}")
    if not np.isfinite(table).all():
        row = int(np.argwhere(~np.isfinite(table))[0][0])
        raise ValueError(f"`predict` returned no finite number for input {row}")
    return table


def _unmoved(
    predict: Callable[[Any], ArrayLike], family: Family, n: int
) -> list[tuple[Values, Values]]:
    """Return pairs of answers that should be equal: in reverse order, and after g^-1 g."""
    inputs = family.plain
    plain = _answer(predict, inputs, n)
    backwards = (
        {name: values[::-1] for name, values in inputs.items()}
        if isinstance(inputs, Mapping)
        else inputs[::-1]
    )
    pairs = [(plain, _answer(predict, backwards, n)[::-1])]
    if family.returned is not None:
        pairs.append((plain, _answer(predict, family.returned(), n)))
    return pairs


def _half_square(a: Values, b: Values) -> float:
    return float(np.square(a - b).sum(axis=-1).mean() / 2)


def _error(outputs: Values, truth: NDArray[Any]) -> Values:
    """Return the mean error over the views, `(N,)`: Brier for classes, else squared."""
    _, n, width = outputs.shape
    if np.issubdtype(truth.dtype, np.integer) and truth.shape == (n,) and width > 1:
        off = np.abs(outputs.sum(axis=-1) - 1.0).max()
        if off > 1e-3 or outputs.min() < -1e-6:
            raise ValueError(
                "`labels` are classes, and `predict` returns no probabilities: apply a softmax"
            )
        return brier(outputs, truth)
    wanted = truth[:, np.newaxis] if truth.shape == (n,) else truth
    return squared_error(outputs, np.asarray(wanted, np.float64))


def _spelt(found: Interval) -> str:
    return spell_interval(found.value, found.lower, found.upper)
