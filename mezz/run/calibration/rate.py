"""How often a family of experiments MAKEs, and whether that is too often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.run.calibration.draw import Draw
from mezz.run.calibration.trial import CONFIDENCE
from mezz.stats.binomial import clopper_pearson

if TYPE_CHECKING:
    from mezz.run.calibration.family import Family

ALPHA = (1.0 - CONFIDENCE) / 2.0
SURE = 0.99
"""Confidence of the limit by which a rate must exceed alpha before that counts."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    count: int
    trials: int

    @property
    def value(self) -> float:
        """The share."""
        return self.count / self.trials

    @property
    def exceeds(self) -> bool:
        """Whether the rate lies above alpha, by the exact lower limit of Clopper and Pearson."""
        return clopper_pearson(self.count, self.trials, SURE)[0] > ALPHA


def make_rate(family: Family, seeds: int, trials: int, seed: int) -> Rate:
    """Draw experiments of a family and count their MAKEs.

    Args:
        family: the kind of experiment.
        seeds: fits of each arm, S.
        trials: how many experiments.
        seed: of the draws; equal arguments give equal experiments.
    """
    draw = Draw(np.random.default_rng([seed, seeds]), seeds)
    return Rate(sum(family.draw(draw).makes() for _ in range(trials)), trials)
