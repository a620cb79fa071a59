"""Plain data as YAML that `mezz.spec.source` reads back as the same data."""

from __future__ import annotations

import json
import re
from typing import Any

from mezz.spec.compose import HIDDEN
from mezz.spec.plain import NoSuchNumberError, resolve

_PLAIN = re.compile(r"[A-Za-z0-9_./^][A-Za-z0-9_./^*<>=()+ -]*(?<! )")
_WIDTH = 88


def block(value: dict[str, Any], indent: int = 0) -> str:
    """Return a mapping in block style; lists of scalars stand on one line where they fit."""
    return "".join(_entry(key, one, indent) for key, one in value.items())


def scalar(value: str | float | bool | None) -> str:
    """Return one value; text is quoted where a reader would take it for something else."""
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    return json.dumps(value)


def _quoted(text: str) -> str:
    """Return text in double quotes; what the reader refuses to see raw stands as an escape."""
    return HIDDEN.sub(lambda one: _escape(ord(one[0])), json.dumps(text, ensure_ascii=False))


def _escape(character: int) -> str:
    return f"\\u{character:04x}" if character <= 0xFFFF else f"\\U{character:08x}"


def _entry(key: str, value: Any, indent: int) -> str:
    lead = " " * indent + scalar(key) + ":"
    if isinstance(value, dict) and value:
        return f"{lead}\n{block(value, indent + 2)}"
    if isinstance(value, list | tuple):
        return _list(lead, value, indent)
    if isinstance(value, str) and _is_literal(value):
        return _literal(lead, value, indent)
    return f"{lead} {scalar(value) if not isinstance(value, dict) else '{}'}\n"


def _list(lead: str, values: list[Any] | tuple[Any, ...], indent: int) -> str:
    """Return a list on one line, or one value a line where that is too wide."""
    cells = [flow(one) for one in values]
    inline = f"{lead} [{', '.join(cells)}]\n"
    if len(inline) <= _WIDTH:
        return inline
    return f"{lead}\n" + "".join(f"{' ' * indent}  - {cell}\n" for cell in cells)


def flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow(one) for one in value)}]"
    return scalar(value)


def _literal(lead: str, text: str, indent: int) -> str:
    style = "|" if text.endswith("\n") else "|-"
    lines = text.removesuffix("\n").split("\n")
    return f"{lead} {style}\n" + "".join(
        f"{' ' * indent}  {line}\n" if line else "\n" for line in lines
    )


def _is_plain(text: str) -> bool:
    try:
        return _PLAIN.fullmatch(text) is not None and resolve(text) == text
    except NoSuchNumberError:
        return False


def _is_literal(text: str) -> bool:
    """Say whether a text of several lines can stand as it is: no edge that YAML would fold."""
    lines = text.removesuffix("\n").split("\n")
    tidy = all(line == line.rstrip() and line.isprintable() for line in lines)
    return len(lines) > 1 and tidy and not lines[0].startswith(" ") and bool(lines[0] and lines[-1])
