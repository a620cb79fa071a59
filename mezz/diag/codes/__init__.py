"""The closed list of codes, one file a class of faults."""

from __future__ import annotations

from mezz.diag.code import Code
from mezz.diag.codes import command, criterion, fitting, form, meaning, planning, running, source

CODES: dict[str, Code] = {
    code.id: code
    for module in (source, form, meaning, fitting, criterion, planning, running, command)
    for code in vars(module).values()
    if isinstance(code, Code)
}
"""Every code by its id, in order of class and definition."""
