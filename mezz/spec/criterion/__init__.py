"""The language of criteria: `student.gap <= 0.5 * teacher.gap`, read without Python's help.

    criterion  := expression op expression          op: one of <= < >= >
    expression := term (("+" | "-") term)*
    term       := factor (("*" | "/") factor)*
    factor     := ("+" | "-") factor | "(" expression ")" | number | name | name "." name

A name alone is a constant (`pi`), two names are an arm and its measure. Both sides must be linear
in the measures. `parse` gives a `Criterion` or what is wrong with the text; `typed` says what is
wrong with its meaning, given the arms and measures there are. All places are character offsets.
"""

from __future__ import annotations

from mezz.spec.criterion.flaw import Flaw
from mezz.spec.criterion.linear import Linear
from mezz.spec.criterion.parse import Criterion, parse
from mezz.spec.criterion.standard import STANDARD, standard
from mezz.spec.criterion.typed import MeasureInfo, typed

__all__ = [
    "STANDARD",
    "Criterion",
    "Flaw",
    "Linear",
    "MeasureInfo",
    "parse",
    "standard",
    "typed",
]
