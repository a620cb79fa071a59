"""How a component says that it cannot go on."""

from __future__ import annotations


class BadData(Exception):  # noqa: N818  the word users know
    """Data that cannot be used; the message names file, row and column."""


class Unavailable(Exception):  # noqa: N818
    """Data, an extra or a device that cannot be reached; `help` says how to get it."""

    def __init__(self, message: str, help_: str = "") -> None:
        """Hold one line of fact and one line of help."""
        super().__init__(message)
        self.help = help_
