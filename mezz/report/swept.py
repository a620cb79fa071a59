"""The cells of a sweep as its page needs them: values, estimates, and what they have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mezz.record.difference import json_line
from mezz.record.store import RunFolder
from mezz.record.sweep import SweepRecord
from mezz.report.material import Material, arm_of, found, metric_of
from mezz.report.number import NOTHING, Scale, aligned
from mezz.report.page import Cell
from mezz.report.text import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.record.model import Interval, Metric

_QUANTITY = re.compile(r"([a-z]\w*)\.([a-z]\w*)")
_ALWAYS = (("teacher", "gap"), ("student", "gap"), ("teacher", "error"), ("student", "error"))
"""What every sweep shows, beside what its criteria speak of."""
_VALUE = 60


@dataclass(frozen=True, slots=True)
class Swept:
    """One cell: its number on the page, its name, its own values, and what it left."""

    number: int
    name: str
    values: dict[str, Any]
    material: Material

    @property
    def label(self) -> str:
        """Return number and name, short enough for the row of a figure."""
        return visible(f"{self.number} {shortened(self.name, 15)}")

    def estimate(self, arm: str, measure: str) -> Interval | None:
        """Return what the cell found, if it did."""
        metrics = self.material.metrics
        return None if metrics is None else found(metrics, arm, measure)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The whole sweep; `paths` are the parameters in which its cells differ."""

    name: str
    run: str
    paths: tuple[str, ...]
    cells: tuple[Swept, ...]
    stages: int
    distinct: int

    @classmethod
    def of(cls, folder: RunFolder) -> Sweep:
        """Read a sweep and all its cells, whatever became of them.

        Raises:
            DamagedRecord: the list of cells cannot be read.
            FileNotFoundError: there is none.
        """
        record = folder.read(SweepRecord)
        if record is None:
            raise FileNotFoundError(f"{folder.path} holds no sweep")
        cells = tuple(
            Swept(at, cell.name, cell.values, Material.of(RunFolder(folder.path / cell.name)))
            for at, cell in enumerate(record.cells, 1)
        )
        return cls(record.name, record.run, record.paths, cells, record.stages, record.distinct)

    @property
    def judged(self) -> tuple[Swept, ...]:
        """Return the cells that have numbers."""
        return tuple(cell for cell in self.cells if cell.material.metrics is not None)

    @property
    def quantities(self) -> dict[str, list[str]]:
        """Return the arms to be shown by measure: what criteria speak of, the gap and the error."""
        texts = [
            criterion.text
            for cell in self.judged
            for criterion in (cell.material.metrics.criteria if cell.material.metrics else ())
        ]
        asked = [match for text in texts for match in _QUANTITY.findall(text)]
        shown: dict[str, list[str]] = {}
        for arm, measure in dict.fromkeys((*_ALWAYS, *asked)):
            if any(cell.estimate(arm, measure) is not None for cell in self.cells):
                shown.setdefault(measure, []).append(arm)
        return shown

    def unit(self, measure: str) -> str:
        """Return the unit of a measure, as the records have it."""
        return self._metrics(measure)[0].unit

    def scale(self, measure: str) -> Scale:
        """Return one unit for a measure, whatever the cell and the arm."""
        numbers = [metric.estimate.value for metric in self._metrics(measure)]
        return Scale.of(numbers, self.unit(measure))

    def _metrics(self, measure: str) -> list[Metric]:
        found = (
            metric_of(arm_of(metrics, arm), measure)
            for cell in self.cells
            if (metrics := cell.material.metrics) is not None
            for arm in self.quantities[measure]
        )
        return [one for one in found if one is not None]


def value_of(cell: Swept, path: str) -> str:
    """Write a cell's value of a parameter; a dash where it leaves it as the file has it."""
    if path not in cell.values:
        return NOTHING
    return visible(shortened(json_line(cell.values[path]), _VALUE))


def estimates(cells: Sequence[Swept], of: tuple[str, str], scale: Scale) -> list[Cell]:
    """Write one measure of one arm, cell by cell, with points aligned and intervals under them."""
    known = [cell.estimate(*of) for cell in cells]
    pairs = [(NOTHING, "") if one is None else scale.written(one) for one in known]
    texts = aligned([text for text, _ in pairs])
    return [Cell(text, under, "number") for text, (_, under) in zip(texts, pairs, strict=True)]
