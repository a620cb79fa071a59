"""Expressions as trees: what was written, and where.

Two trees are equal when they say the same; where they say it is not compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Operator = Literal["+", "-", "*", "/"]
_STRENGTH: dict[str, int] = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a constant by its name."""

    value: float
    name: str = ""
    start: int = field(default=0, compare=False)
    stop: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return self.name or repr(self.value)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure of an arm. `dot` is the offset of the measure's name."""

    arm: str
    measure: str
    start: int = field(default=0, compare=False)
    dot: int = field(default=0, compare=False)
    stop: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.arm}.{self.measure}"


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus an expression."""

    operand: Expression
    start: int = field(default=0, compare=False)
    stop: int = field(default=0, compare=False)

    def __str__(self) -> str:
        inner = str(self.operand)
        return f"-({inner})" if isinstance(self.operand, Binary) else f"-{inner}"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two expressions and what joins them."""

    operator: Operator
    left: Expression
    right: Expression
    start: int = field(default=0, compare=False)
    stop: int = field(default=0, compare=False)

    def __str__(self) -> str:
        strength = _STRENGTH[self.operator]
        left, right = str(self.left), str(self.right)
        if isinstance(self.left, Binary) and _STRENGTH[self.left.operator] < strength:
            left = f"({left})"
        if isinstance(self.right, Binary) and _STRENGTH[self.right.operator] <= strength:
            right = f"({right})"
        return f"{left} {self.operator} {right}"


Expression = Number | Quantity | Negative | Binary


def quantities(tree: Expression) -> Iterator[Quantity]:
    """Yield the measures that an expression mentions, from left to right, repeats included."""
    if isinstance(tree, Quantity):
        yield tree
    elif isinstance(tree, Negative):
        yield from quantities(tree.operand)
    elif isinstance(tree, Binary):
        yield from quantities(tree.left)
        yield from quantities(tree.right)
