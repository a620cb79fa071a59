"""The page of one diagnostic code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.docgen.markdown import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.diag.code import Code

CLASSES = {
    "0": "the text",
    "1": "the form",
    "2": "the meaning",
    "3": "the plan",
    "4": "the run",
    "5": "the command",
}
"""What the first digit of a code says the fault is in."""


def page(code: Code) -> str:
    """Return the Markdown page of one code."""
    return f"# {code.id}: {code.title}\n\n`{code.name}`, a fault of {_class(code)}.\n\n{code.page}"


def index(codes: Iterable[Code]) -> str:
    """Return the page that lists every code."""
    rows = [
        (f"[{code.id}]({code.id}.md)", f"`{code.name}`", code.title, _class(code)) for code in codes
    ]
    return f"# Error codes\n\n{table(('code', 'name', 'fact', 'a fault of'), rows)}\n"


def _class(code: Code) -> str:
    return CLASSES[code.id[2]]
