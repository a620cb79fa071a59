"""The normal form: a weighted sum of measures, and a constant."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import CRITERION_NOT_LINEAR, CRITERION_UNREADABLE
from mezz.spec.criterion.flaw import Flaw, Flawed
from mezz.spec.criterion.tree import Negative, Number, Quantity, quantities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mezz.spec.criterion.tree import Binary, Expression

Term = tuple[str, str]
"""An arm and a measure."""

GREATEST = 1e30
LEAST = 1e-30
"""Numbers beyond these are mistakes, and their products would overflow or vanish."""


@dataclass(frozen=True, slots=True)
class Linear:
    """`sum of coefficient * arm.measure + constant`.

    `terms` holds no coefficient that is zero, in the order in which they were first mentioned.
    """

    terms: dict[Term, float]
    constant: float

    def plus(self, other: Linear) -> Linear:
        """Return the sum."""
        sums = {term: self.terms.get(term, 0.0) for term in (*self.terms, *other.terms)}
        sums = {term: value + other.terms.get(term, 0.0) for term, value in sums.items()}
        return Linear(_without_zeros(sums), self.constant + other.constant)

    def times(self, factor: float) -> Linear:
        """Return the multiple; `-0.0` never appears in it."""
        scaled = {term: value * factor for term, value in self.terms.items()}
        return Linear(_without_zeros(scaled), self.constant * factor + 0.0)

    def value(self, measured: Mapping[Term, float]) -> float:
        """Return the number that it has where every measure has the given value.

        Raises:
            KeyError: a measure that it mentions is not given.
        """
        return math.fsum([self.constant, *(c * measured[term] for term, c in self.terms.items())])

    def __str__(self) -> str:
        parts = [f"{value:+.6g} {arm}.{measure}" for (arm, measure), value in self.terms.items()]
        if self.constant or not parts:
            parts.append(f"{self.constant:+.6g}")
        spaced = " ".join(f"{part[0]} {part[1:]}" for part in parts)
        return spaced.replace("+ 1 ", "+ ").replace("- 1 ", "- ").removeprefix("+ ")


def linear(tree: Expression) -> Linear:
    """Bring an expression into normal form.

    Raises:
        Flawed: it is not linear in the measures, divides by zero, or a number grows or shrinks
            beyond all sense.
    """
    if isinstance(tree, Quantity):
        return Linear({(tree.arm, tree.measure): 1.0}, 0.0)
    if isinstance(tree, Number):
        return Linear({}, tree.value)
    if isinstance(tree, Negative):
        return linear(tree.operand).times(-1.0)
    left, right = linear(tree.left), linear(tree.right)
    if tree.operator in "+-":
        return _bounded(left.plus(right.times(1.0 if tree.operator == "+" else -1.0)), tree)
    if tree.operator == "/":
        return _scaled(tree, left, 1.0 / _divisor(tree, right))
    if _mentions(tree.left) and _mentions(tree.right):
        raise Flawed(
            Flaw(
                CRITERION_NOT_LINEAR,
                tree.start,
                tree.stop,
                "a product of two measures is not linear",
                ("multiply a measure with a number, or compare the measures with each other",),
            )
        )
    return (
        _scaled(tree, right, left.constant)
        if _mentions(tree.right)
        else _scaled(tree, left, right.constant)
    )


def _mentions(tree: Expression) -> bool:
    return next(quantities(tree), None) is not None


def _divisor(tree: Binary, right: Linear) -> float:
    place = (tree.right.start, tree.right.stop)
    if _mentions(tree.right):
        message = "division by a measure is not linear"
        advice = "bring it to the other side: `a / b <= 0.5` is `a <= 0.5 * b`"
        raise Flawed(Flaw(CRITERION_NOT_LINEAR, *place, message, (advice,)))
    if right.constant == 0.0:
        raise Flawed(Flaw(CRITERION_NOT_LINEAR, *place, "division by zero"))
    return right.constant


def _scaled(tree: Binary, what: Linear, factor: float) -> Linear:
    """Multiply, and see to it that nothing but a zero becomes zero."""
    product = _bounded(what.times(factor), tree)
    if factor:
        small = [*product.terms.values(), *([product.constant] if what.constant else [])]
        lost = len(product.terms) < len(what.terms)
        if lost or any(abs(number) < LEAST for number in small):
            raise Flawed(_out_of_range(tree))
    return product


def _bounded(what: Linear, tree: Binary) -> Linear:
    numbers = (*what.terms.values(), what.constant)
    if any(abs(number) > GREATEST for number in numbers):
        raise Flawed(_out_of_range(tree))
    return what


def _out_of_range(tree: Binary) -> Flaw:
    message = f"what comes out here is not between {LEAST:g} and {GREATEST:g}"
    return Flaw(CRITERION_UNREADABLE, tree.start, tree.stop, message)


def _without_zeros(terms: dict[Term, float]) -> dict[Term, float]:
    return {term: value for term, value in terms.items() if value != 0.0}
