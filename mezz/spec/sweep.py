"""The `sweep` block: one experiment many times, a few of its values changed."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from mezz.spec.block import Block

Values = Annotated[
    dict[str, Annotated[tuple[Any, ...], Field(min_length=1)]],
    Field(min_length=1),
]
"""Lists of values by the path of what they stand for, such as `world.train: [500, 1000]`."""


class SweepCell(Block):
    """One cell of a sweep, written out by hand."""

    name: str | None = Field(
        None,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=64,
        description="What its run is called. Default: made from the values.",
    )
    set_: Annotated[dict[str, Any], Field(min_length=1)] = Field(
        alias="set", description="Values by their paths, as `--set` takes them: `world.train: 500`."
    )


class Sweep(Block):
    """The same experiment with other values: exactly one of `grid`, `zip` and `list`."""

    grid: Values | None = Field(
        None, description="Lists of values by path; every combination is a cell."
    )
    zip_: Values | None = Field(
        None,
        alias="zip",
        description="Lists of values by path, all of one length; each place of the lists is a cell.",
    )
    list_: Annotated[tuple[SweepCell, ...], Field(min_length=1)] | None = Field(
        None, alias="list", description="The cells themselves."
    )
