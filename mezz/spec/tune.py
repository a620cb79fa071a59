"""The `tune` block: look for a task that is hard but not dead, on pilots that are thrown away."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from mezz.spec.block import Block
from mezz.spec.sweep import Values

Band = Annotated[tuple[float, ...], Field(min_length=2, max_length=2)]


class Budget(Block):
    """What the pilots may cost."""

    pilots: int = Field(50, ge=1, le=200, description="Cells of the grid, at most.")
    flops: float | None = Field(
        None, gt=0, description="Floating-point operations of all pilots, at most."
    )


class Tune(Block):
    """Cheap pilots over a grid, on units and seeds of their own; the cell that is chosen then runs."""

    grid: Values = Field(description="Lists of values by path; every combination is a pilot.")
    band: Annotated[dict[str, Band], Field(min_length=1)] = Field(
        description="Lower and upper limit of a measure of an arm, such as `teacher.skill: [0.3, "
        "0.95]`: between dead and trivial. All must hold."
    )
    pick: str = Field(
        "largest teacher.gap",
        max_length=400,
        description="Which pilot in the band is chosen: `largest` or `smallest`, and an expression of "
        "measures as in a criterion.",
    )
    pilot: dict[str, Any] = Field(
        {}, description="What makes a pilot cheap: values by path, as `--set` takes them."
    )
    budget: Budget = Field(Budget(), description="What the pilots may cost.")
