"""What a diagnostic code is. The closed list of codes lies in `mezz.diag.codes`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of fault.

    `id` is `MZ` and three digits (first digit: 0 source, 1 form, 2 meaning, 3 planning, 4 running,
    5 the command itself).
    `name` is the fault in kebab case, `title` one line, `page` the Markdown that
    `mezz explain ID` prints: what the fault is, why it matters, and how to mend it.
    """

    id: str
    name: str
    title: str
    page: str
