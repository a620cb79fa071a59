"""One made-up experiment, and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mezz.run import guard
from mezz.run.calibration.draw import UNITS
from mezz.run.evidence import Evidence
from mezz.spec.criterion import STANDARD, Criterion, parse
from mezz.stats import verdict as stats
from mezz.stats.criterion import CriterionResult
from mezz.stats.discrimination import discriminate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from mezz.stats.verdict import Decision

    Values = NDArray[np.float64]

CONFIDENCE = 0.95
LINES = tuple(line for line in map(parse, STANDARD) if isinstance(line, Criterion))


@dataclass(frozen=True, slots=True)
class Twin:
    """The control: each array is `(S, N)`, of the group and of its twin."""

    benefit: tuple[Values, Values]
    defect: tuple[Values, Values]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a run would have measured.

    `values[arm][measure]` is `(S, N)`. An arm with a measure `skill` was trained. Without a twin
    the control counts as passed.
    """

    values: Mapping[str, Mapping[str, Values]]
    seeds: int
    twin: Twin | None = None
    units: NDArray[np.int64] = field(default_factory=lambda: np.arange(UNITS))

    @property
    def evidence(self) -> Evidence:
        """The values as a run weighs them."""
        return Evidence(
            self.values, self.units, series=False, confidence=CONFIDENCE, seeds=self.seeds
        )

    @property
    def _trained(self) -> list[str]:
        return [arm for arm, measures in self.values.items() if "skill" in measures]

    def decide(self) -> Decision:
        """Give the verdict of `make: standard`."""
        evidence = self.evidence
        make = tuple(_result(evidence, line) for line in LINES)
        skills = {arm: evidence.estimate(self.values[arm]["skill"]) for arm in self._trained}
        guards = tuple(self._guards(evidence))
        return stats.decide(stats.Evidence(make, skills=skills, guards=guards), CONFIDENCE)

    def makes(self) -> bool:
        """Say whether the verdict is MAKE, looking no further than the first thing in its way."""
        evidence = self.evidence
        alpha = (1.0 - CONFIDENCE) / 2.0
        if not guard.kept_skill(evidence, self._trained).passed:
            return False
        if self.twin and not self._discriminated(evidence, self.twin).passed:
            return False
        if any(_result(evidence, line).p_fulfilled >= alpha for line in LINES):
            return False
        return self.decide().word is stats.Word.MAKE

    def _guards(self, evidence: Evidence) -> Iterator[stats.Guard]:
        """Yield the guards that made-up values can reach."""
        for found in (guard.kept_skill(evidence, self._trained), *guard.tails(evidence, LINES)):
            yield stats.Guard(found.name, bool(found.passed), found.words)
        if self.twin:
            yield self._discriminated(evidence, self.twin)

    def _discriminated(self, evidence: Evidence, twin: Twin) -> stats.Guard:
        found = discriminate(twin.benefit, twin.defect, evidence.estimate)
        return stats.Guard("twin", found.holds, "benefit and label defect against the twin's")


def _result(evidence: Evidence, line: Criterion) -> CriterionResult:
    estimate = evidence.estimate(evidence.contrast(line.contrast))
    return CriterionResult(line.text, estimate, line.strict)
