"""Tokens to a criterion, by recursive descent."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from mezz.diag.codes.criterion import CRITERION_UNREADABLE
from mezz.spec.criterion.flaw import Flaw, Flawed
from mezz.spec.criterion.linear import GREATEST, LEAST, linear
from mezz.spec.criterion.token import TokenKind, tokens
from mezz.spec.criterion.tree import Binary, Negative, Number, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mezz.spec.criterion.linear import Linear
    from mezz.spec.criterion.token import Token
    from mezz.spec.criterion.tree import Expression, Operator

Comparison = Literal["<=", "<", ">=", ">"]

CONSTANTS: dict[str, float] = {"pi": math.pi}
LONGEST = 400
DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition.

    `sides` are the two expressions as written, `left` and `right` their normal forms. `contrast` is
    their difference, turned so that `contrast <= 0` (below zero, where `strict`) means that the
    condition holds.
    """

    text: str = field(compare=False)
    sides: tuple[Expression, Expression]
    op: Comparison
    left: Linear
    right: Linear
    contrast: Linear

    @property
    def strict(self) -> bool:
        """Say whether equality does not hold it."""
        return self.op in {"<", ">"}

    def __str__(self) -> str:
        return f"{self.sides[0]} {self.op} {self.sides[1]}"


def parse(text: str) -> Criterion | tuple[Flaw, ...]:
    """Read one criterion, or say what is wrong with its text. Never raises."""
    if len(text) > LONGEST:
        message = f"a criterion has at most {LONGEST} characters, and this one has {len(text)}"
        return (Flaw(CRITERION_UNREADABLE, LONGEST, len(text), message),)
    try:
        reader = _Reader(tokens(text))
        left, op, right = reader.criterion()
    except Flawed as flawed:
        return (flawed.flaw,)
    return _compared(text, (left, right), op)


def _compared(
    text: str, sides: tuple[Expression, Expression], op: Comparison
) -> Criterion | tuple[Flaw, ...]:
    forms: list[Linear] = []
    flaws: list[Flaw] = []
    for side in sides:
        try:
            forms.append(linear(side))
        except Flawed as flawed:
            flaws.append(flawed.flaw)
    if flaws:
        return tuple(flaws)
    left, right = forms
    small, large = (left, right) if op in {"<=", "<"} else (right, left)
    return Criterion(text, sides, op, left, right, small.plus(large.times(-1.0)))


class _Reader:
    """Walks over the tokens of one criterion; `Flawed` ends the walk."""

    def __init__(self, words: Iterator[Token]) -> None:
        self._words = words
        self._next = next(words)
        self._depth = 0

    def criterion(self) -> tuple[Expression, Comparison, Expression]:
        """Read the whole text."""
        left = self._expression()
        word = self._next
        if word.kind is not TokenKind.COMPARISON:
            raise self._unexpected("one of <= < >= >")
        self._step()
        right = self._expression()
        if self._next.kind is TokenKind.COMPARISON:
            raise self._unexpected("the end", "one comparison a line: write two criteria")
        if self._next.kind is not TokenKind.END:
            raise self._unexpected("an operator or the end")
        return left, cast("Comparison", word.text), right

    def _expression(self) -> Expression:
        return self._chain("+-", lambda: self._chain("*/", self._factor))

    def _chain(self, operators: str, operand: Callable[[], Expression]) -> Expression:
        """Read `operand (operator operand)*`, grouped to the left."""
        tree = operand()
        while self._next.kind is TokenKind.SIGN and self._next.text in operators:
            operator = cast("Operator", self._step().text)
            right = operand()
            tree = Binary(operator, tree, right, tree.start, right.stop)
        return tree

    def _factor(self) -> Expression:
        word = self._next
        if word.kind is TokenKind.NUMBER:
            return _number(self._step())
        if word.kind is TokenKind.NAME:
            return self._named(self._step())
        if word.text in {"-", "+", "("}:
            return self._nested(self._step())
        raise self._unexpected("a number, a constant, `arm.measure` or a parenthesis")

    def _nested(self, word: Token) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            message = f"signs and parentheses nest at most {DEEPEST} deep"
            raise Flawed(Flaw(CRITERION_UNREADABLE, word.start, word.stop, message))
        if word.text == "(":
            tree = self._expression()
            if self._next.text != ")":
                raise self._unexpected("`)`")
            self._step()
        else:
            operand = self._factor()
            negative = Negative(operand, word.start, operand.stop)
            tree = negative if word.text == "-" else operand
        self._depth -= 1
        return tree

    def _named(self, word: Token) -> Expression:
        if self._next.text == ".":
            self._step()
            measure = self._next
            if measure.kind is not TokenKind.NAME:
                raise self._unexpected(f"a measure of `{word.text}`")
            self._step()
            return Quantity(word.text, measure.text, word.start, measure.start, measure.stop)
        if word.text in CONSTANTS:
            return Number(CONSTANTS[word.text], word.text, word.start, word.stop)
        message, advice = _lonely(word.text, self._next.text)
        raise Flawed(Flaw(CRITERION_UNREADABLE, word.start, word.stop, message, (advice,)))

    def _step(self) -> Token:
        """Take the next token; the last one, END, is never passed."""
        word = self._next
        self._next = next(self._words, word)
        return word

    def _unexpected(self, wanted: str, *advice: str) -> Flawed:
        word = self._next
        met = f"`{word.text}`" if word.text else "the end of the criterion"
        message = f"expected {wanted}, found {met}"
        return Flawed(Flaw(CRITERION_UNREADABLE, word.start, word.stop, message, advice))


def _number(word: Token) -> Number:
    value = float(word.text)
    meant_as_zero = not re.search("[1-9]", word.text.lower().partition("e")[0])
    if meant_as_zero or LEAST <= value <= GREATEST:
        return Number(value, "", word.start, word.stop)
    message = f"{word.text} is not between {LEAST:g} and {GREATEST:g}"
    raise Flawed(Flaw(CRITERION_UNREADABLE, word.start, word.stop, message))


def _lonely(name: str, following: str) -> tuple[str, str]:
    """Say what a name without a measure may have meant, and what to write."""
    if following == "(":
        return f"criteria call no functions, and `{name}(` looks like one", "write the sum out"
    if name in {"and", "or", "not"}:
        return f"`{name}` has no meaning in a criterion", "write one condition a line"
    known = ", ".join(CONSTANTS)
    return f"`{name}` is no constant", f"a measure is written `arm.measure`; constants: {known}"
