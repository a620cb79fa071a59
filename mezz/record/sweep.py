"""What a sweep leaves beside the folders of its cells: which cells, with which values."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field, JsonValue  # noqa: TC002  the model needs it at run time

from mezz.record.model import Record
from mezz.spec.node import to_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.record.model import PlanRecord
    from mezz.spec.cell import Cell


class CellRecord(Record):
    """One cell: its name, which is that of its folder, its run, and what it has of its own."""

    name: str
    run: str
    values: dict[str, JsonValue]


class SweepRecord(Record):
    """`sweep.json`: the cells of a sweep, in the order of its report."""

    schema_: Literal["mezz.sweep/1"] = Field("mezz.sweep/1", alias="schema")
    name: str
    run: str = Field(description="id of the sweep, from the names and ids of its cells")
    cells: tuple[CellRecord, ...]
    stages: int = Field(description="stages of all cells together")
    distinct: int = Field(description="stages left when those of one content key count once")

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the parameters in which cells differ; all there are where they do in none."""
        every = dict.fromkeys(path for cell in self.cells for path in cell.values)
        differing = tuple(
            path
            for path in every
            if any(cell.values.get(path) != self.cells[0].values.get(path) for cell in self.cells)
        )
        return differing or tuple(every)


def record_of(cells: Sequence[tuple[Cell, PlanRecord]]) -> SweepRecord:
    """Return the record of a sweep from its cells and their plans."""
    known = tuple(
        CellRecord(
            name=cell.name,
            run=plan.run,
            values={value.path: to_plain(value.node) for value in cell.values},
        )
        for cell, plan in cells
    )
    keys = [stage.key for _, plan in cells for stage in plan.stages]
    told = "\n".join(f"{cell.name} {cell.run}" for cell in known)
    return SweepRecord(
        name=cells[0][1].name,
        run=hashlib.sha256(told.encode()).hexdigest()[:12],
        cells=known,
        stages=len(keys),
        distinct=len(set(keys)),
    )
