"""The closed list of codes, one file a class of faults."""

from __future__ import annotations

from mezz.diag.code import Code
from mezz.diag.codes import (
    command,
    composing,
    criterion,
    fitting,
    form,
    meaning,
    planning,
    running,
    source,
    sweeping,
)

_MODULES = (
    source, form, meaning, fitting, composing, criterion, sweeping, planning, running, command,
)  # fmt: skip

CODES: dict[str, Code] = {
    code.id: code for module in _MODULES for code in vars(module).values() if isinstance(code, Code)
}
"""Every code by its id, in order of class and definition."""
