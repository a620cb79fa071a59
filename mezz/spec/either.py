"""Values of one of two forms, checked by one function, so that a wrong one is one fault.

Each function here makes a validator to wrap around a union; it does all the work itself and leaves
the union to say how the value is written and what its JSON Schema is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Callable

WRONG_TYPE = "either_wrong_type"
OUT_OF_RANGE = "either_out_of_range"
"""Types of the errors raised here. Their context holds what was `expected` and, for an entry of a
list, where it is (`at`)."""


def number_or_word(word: str) -> Callable[[Any, Any], Any]:
    """Return a validator of a whole number from 1 on, or that word."""

    def validate(value: Any, _of_union: Any) -> Any:
        if value == word:
            return value
        if not _whole(value):
            raise _error(WRONG_TYPE, f"a whole number or `{word}`")
        if value < 1:
            raise _error(OUT_OF_RANGE, "at least 1")
        return value

    return validate


def count_or_seeds(most: int) -> Callable[[Any, Any], Any]:
    """Return a validator of a count from 1 to `most`, or of a list of seeds from 0 on."""

    def validate(value: Any, _of_union: Any) -> Any:
        if _whole(value):
            if not 1 <= value <= most:
                raise _error(OUT_OF_RANGE, f"between 1 and {most}")
            return value
        if not isinstance(value, (list, tuple)):
            raise _error(WRONG_TYPE, "a count or a list of seeds")
        if not value:
            raise _error(OUT_OF_RANGE, "a list of at least one seed")
        for place, seed in enumerate(value):
            if not _whole(seed):
                raise _error(WRONG_TYPE, "a whole number", place)
            if seed < 0:
                raise _error(OUT_OF_RANGE, "at least 0", place)
        return tuple(value)

    return validate


def lines_or_word(word: str) -> Callable[[Any, Any], Any]:
    """Return a validator of a list of lines of text, or that word."""

    def validate(value: Any, _of_union: Any) -> Any:
        if value == word:
            return value
        if not isinstance(value, (list, tuple)):
            raise _error(WRONG_TYPE, f"a list of lines, or `{word}`")
        for place, line in enumerate(value):
            if not isinstance(line, str):
                raise _error(WRONG_TYPE, "text", place)
        return tuple(value)

    return validate


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _error(type_: str, expected: str, at: int | None = None) -> PydanticCustomError:
    context: dict[str, Any] = {"expected": expected}
    if at is not None:
        context["at"] = at
    return PydanticCustomError(type_, "Input should be {expected}", context)
