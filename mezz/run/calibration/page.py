"""The page of docs that says how often verdicts and intervals are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.run.calibration.coverage import DESIGNS, coverage
from mezz.run.calibration.draw import UNITS
from mezz.run.calibration.family import NULLS, POWER
from mezz.run.calibration.rate import make_rate
from mezz.spec.criterion import STANDARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mezz.run.calibration.coverage import Coverage
    from mezz.run.calibration.family import Family
    from mezz.run.calibration.rate import Rate

PLACE = "docs/calibration.md"
SEEDS = (3, 5, 10)
TRIALS = 2000
OF_POWER = 500
FIRST = 7
"""Seed of the draws."""

_TEXT = """\
# Calibration

*Written by `python -m mezz.run.calibration`; a slow test does it again and compares.*

A verdict is allowed to be wrong: at `confidence: 0.95` a MAKE whose claim does not hold may occur in
alpha = 2.5 % of experiments, where the truth lies exactly at the boundary, and less often beyond it.
Whether that is so can be tried. The experiments below are made up: the influence values of the arms are
drawn with random effects of seeds, of test units and of both together, so that the truth is known;
from there on everything is as in a run: intervals, criteria (`make: standard`), guards, verdict. No model
is trained. Every number counts {trials:,} experiments with {units} units.

## MAKE, where it would be wrong

{nulls}

The bound is not on the numbers but on what they show: a rate counts as too high where its exact lower limit
(Clopper and Pearson, 99 %) lies above .025. Such rates are **bold**; {verdict}

The lines of `make: standard`:

{lines}

In *few examples* and *heavy tails* the student's gap is carried by examples of which a test set may hold
too few, so that it seems smaller than it is. Limits allow for skewness, and the guards on tails and
skewness turn away experiments that show it ([why](decisions/few-seeds.md)). What does not show cannot be
turned away: with heavier tails than these, expect more.

## MAKE, where it would be right

The same experiments with a better student, {of_power} of each: what the caution costs.

{power}

## Coverage of intervals

The two-sided 95 % interval over seeds and units, with normal effects and, in the last line, exponential
ones. In brackets, how many of {trials:,} intervals lie wholly below and wholly above the truth; each may be
2.5 %, which is {allowed}.

{coverage}

With three seeds the spread between seeds is known with two degrees of freedom. Where seeds carry most of the
variance nothing can be gained by more test units; where they carry little, the interval is wider than it
would have to be, which is the price of not knowing. Five seeds pay much less.
"""


def page(trials: int = TRIALS, of_power: int = OF_POWER) -> str:
    """Return the page; with fewer trials it takes less than its two minutes, and says less."""
    rates = {family.name: _rates(family, trials) for family in NULLS}
    high = sorted(name for name, found in rates.items() if any(rate.exceeds for rate in found))
    return _TEXT.format(
        trials=trials,
        units=UNITS,
        of_power=of_power,
        nulls=_table(NULLS, rates),
        verdict=f"here: {', '.join(high)}." if high else "there is none here.",
        lines="\n".join(f"- `{line}`" for line in STANDARD),
        power=_table(
            POWER, {family.name: _rates(family, of_power) for family in POWER}, judged=False
        ),
        allowed=round(trials * 0.025),
        coverage=_covered(trials),
    )


def _rates(family: Family, trials: int) -> list[Rate]:
    return [make_rate(family, seeds, trials, FIRST) for seeds in SEEDS]


def _table(families: Iterable[Family], rates: dict[str, list[Rate]], *, judged: bool = True) -> str:
    rows = [
        [family.name, family.words, *(_rate(rate, judged=judged) for rate in rates[family.name])]
        for family in families
    ]
    return _rows(["experiment", "what is true", *_heads()], rows)


def _rate(rate: Rate, *, judged: bool) -> str:
    written = f"{rate.value:.4f}".removeprefix("0") if judged else f"{rate.value:.2f}"
    return f"**{written}**" if judged and rate.exceeds else written


def _covered(trials: int) -> str:
    rows = []
    for number, design in enumerate(DESIGNS):
        rng = np.random.default_rng([FIRST, number])
        rows.append(
            [design.name, *(_cover(coverage(design, seeds, trials, rng)) for seeds in SEEDS)]
        )
    return _rows(["what varies", *_heads()], rows)


def _cover(found: Coverage) -> str:
    return f"{found.share:.3f} ({found.below}, {found.above})".removeprefix("0")


def _heads() -> Iterator[str]:
    return (f"{seeds} seeds" for seeds in SEEDS)


def _rows(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))
