"""`mezz list`: what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mezz.cli.outcome import Outcome
from mezz.cli.table import columns

if TYPE_CHECKING:
    from mezz.component.registry import Group

EXAMPLES = ("mezz list worlds", "mezz list specs", "mezz list codes --json")

GROUPS = ("worlds", "symmetries", "encoders", "models", "measures")
LISTS = (*GROUPS, "specs", "codes")


class What(enum.StrEnum):
    """What can be listed."""
