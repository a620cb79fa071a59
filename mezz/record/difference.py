"""What differs between runs, from what they left alone: parameters, and estimates.

Two runs keep no example-by-example numbers in their records, so even runs that share seeds and test
rows can only be compared unpaired: the difference of two estimates has the variance of both. That
is wider than a paired interval, never narrower than it should be for runs that do not share luck.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from mezz.record.model import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mezz.record.model import Metric, Metrics, Provenance, VerdictRecord

TITLES = frozenset({"name", "title", "about", "cite", "tags", "log"})
"""Values that say what an experiment is called; they change nothing that it does."""

METHOD = "unpaired"

_JUDGED = frozenset({"world", "symmetry", "data"})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: a spec, or a run with what it found."""

    name: str
    resolved: Mapping[str, Any]
    metrics: Metrics | None = None
    verdict: VerdictRecord | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that is not the same everywhere; None where it is not given, or there is none such."""

    path: str
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """One measure of one arm that every run has, with how far each run lies from the first."""

    arm: str
    measure: str
    unit: str
    estimates: tuple[Interval, ...]
    differences: tuple[Interval, ...]


def values_of(resolved: Mapping[str, Any]) -> dict[str, Any]:
    """Return every single value of a resolved spec by its path, a list as one value."""
    return dict(_values(resolved, ()))


def json_line(value: Any) -> str:
    """Write a value as one line of JSON, a text without its quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def parameters(sides: Sequence[Side]) -> tuple[Parameter, ...]:
    """Return what differs between resolved specs, names and descriptions left out.

    Where every side is a run, what it was made of beside its spec is compared as well: the content
    of the data, and the versions of mezz and of libraries, as `provenance.data.table`. A file that
    was changed between two runs of one spec is found so.
    """
    known = [values_of(side.resolved) for side in sides]
    origins = [_origin(side.provenance) for side in sides if side.provenance is not None]
    if len(origins) == len(sides):
        known = [{**values, **origin} for values, origin in zip(known, origins, strict=True)]
    paths = dict.fromkeys(path for values in known for path in values)
    found = (
        Parameter(path, tuple(_written(values.get(path)) for values in known))
        for path in paths
        if path.partition(".")[0] not in TITLES
    )
    return tuple(one for one in found if len(set(one.values)) > 1)


def judged_apart(found: Sequence[Parameter]) -> tuple[str, ...]:
    """Return which blocks make the judged rows or their views others, in their order.

    Estimates of such runs differ by more than what the models learned.
    """
    roots = (one.path.removeprefix("provenance.").partition(".")[0] for one in found)
    return tuple(dict.fromkeys(root for root in roots if root in _JUDGED))


def arms_apart(metrics: Sequence[Metrics]) -> tuple[str, ...]:
    """Return the arms that some runs have and others have not, in the order of the runs."""
    names = [[arm.name for arm in one.arms] for one in metrics]
    every = dict.fromkeys(name for each in names for name in each)
    return tuple(name for name in every if not all(name in each for each in names))


def from_where_they_differ(values: Sequence[str | None], most: int) -> tuple[str | None, ...]:
    """Leave out a beginning that long values share, so that what is cut off later is the same.

    The values are returned as they are where they part within the first half of `most` characters.
    """
    said = [value for value in values if value is not None]
    columns = zip(*said, strict=False)
    alike = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    start = alike - most // 4
    if len(set(said)) < 2 or alike <= most // 2 or max(map(len, said)) <= most:
        return tuple(values)
    return tuple(None if value is None else f"...{value[start:]}" for value in values)


def shared(metrics: Sequence[Metrics]) -> tuple[Shared, ...]:
    """Return each measure of each arm that all runs have, in the order of the first one.

    A difference is a run's estimate less the first one's. Its interval, at the first run's
    confidence, adds the two variances, with Welch's degrees of freedom; where one of them has no
    standard error (an exact count) it has none. Measures in another unit do not compare.
    """
    first, *others = metrics
    tables = [_by_name(one) for one in others]
    found = []
    for (arm, measure), metric in _by_name(first).items():
        theirs = [table.get((arm, measure)) for table in tables]
        same = [one for one in theirs if one is not None and one.unit == metric.unit]
        if len(same) < len(others):
            continue
        estimates = (metric.estimate, *(one.estimate for one in same))
        differences = tuple(
            unpaired(one.estimate, metric.estimate, first.confidence) for one in same
        )
        found.append(Shared(arm, measure, metric.unit, estimates, differences))
    return tuple(found)


def unpaired(one: Interval, other: Interval, confidence: float) -> Interval:
    """Return one estimate less another as if the two had nothing in common.

    The squared standard errors add; Welch (1947) gives the degrees of freedom.
    """
    value = one.value - other.value
    errors = (one.standard_error, other.standard_error)
    if errors[0] is None or errors[1] is None:
        return Interval(value=value)
    variances = (errors[0] ** 2, errors[1] ** 2)
    error = math.sqrt(sum(variances))
    if error == 0:
        return Interval(value=value, lower=value, upper=value, method=METHOD)
    from mezz.stats.spread import t_quantile

    known = [
        (variance, of.degrees)
        for variance, of in zip(variances, (one, other), strict=True)
        if variance > 0 and of.degrees
    ]
    below = sum(variance**2 / degrees for variance, degrees in known)
    degrees = sum(variances) ** 2 / below if below > 0 else math.inf
    reach = error * t_quantile((1 + confidence) / 2, min(degrees, _MANY))
    return Interval(
        value=value,
        lower=value - reach,
        upper=value + reach,
        standard_error=error,
        degrees=min(degrees, _MANY),
        method=METHOD,
        seeds=min(one.seeds, other.seeds),
        units=min(one.units, other.units),
    )


_MANY = 1e6
"""So many degrees of freedom are a normal distribution."""


def _origin(provenance: Provenance) -> dict[str, str]:
    """Return what a run was made of beside its spec, by paths like those of a spec."""
    made: dict[str, Any] = {
        "mezz": provenance.mezz,
        "libraries": dict(provenance.libraries),
        "data": dict(provenance.data),
    }
    return dict(_values({"provenance": {key: one for key, one in made.items() if one}}, ()))


def _written(value: Any) -> str | None:
    return None if value is None else json_line(value)


def _by_name(metrics: Metrics) -> dict[tuple[str, str], Metric]:
    return {(arm.name, one.measure): one for arm in metrics.arms for one in arm.metrics}


def _values(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _values(one, (*path, str(key)))
    else:
        yield ".".join(path), value
