"""What is wrong with a criterion, and between which characters of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mezz.diag.code import Code


@dataclass(frozen=True, slots=True)
class Flaw:
    """One fault of one criterion.

    `start` and `stop` are offsets into its text, half open. `message` is one line of fact, `mark`
    the few words for beside the caret, each entry of `help` one way out.
    """

    code: Code
    start: int
    stop: int
    message: str
    help: tuple[str, ...] = ()
    mark: str = ""


class Flawed(Exception):  # noqa: N818  it carries a value; nothing failed
    """Ends the reading of a criterion; never leaves this package."""

    def __init__(self, flaw: Flaw) -> None:
        """Hold the flaw that was met first."""
        super().__init__(flaw.message)
        self.flaw = flaw
