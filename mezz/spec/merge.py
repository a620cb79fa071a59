"""One tree over another: mappings merge by key, everything else replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.spec.node import Entry, Mapping, Scalar

if TYPE_CHECKING:
    from mezz.spec.node import Node

_OPERATORS = ("product", "semidirect", "subgroup", "power", "sequence")
"""Keys that say what a symmetry is made of, and so stand where `kind` would."""


def merge(base: Mapping, over: Mapping) -> Mapping:
    """Return `base` with the entries of `over` written over it; every node keeps its span.

    Where `over` names another `kind`, it replaces the whole block: the other kind's keys mean
    nothing to it. The keys of `base` come first, in their order.
    """
    if _kind(base) and _kind(over) and _kind(base) != _kind(over):
        return over
    entries = {entry.key: entry for entry in base.entries}
    for entry in over.entries:
        below = entries.get(entry.key)
        value: Node = entry.value
        if below and isinstance(below.value, Mapping) and isinstance(value, Mapping):
            value = merge(below.value, value)
        entries[entry.key] = Entry(entry.key, entry.key_span, value)
    return Mapping(tuple(entries.values()), over.span, base.broken or over.broken)


def _kind(block: Mapping) -> object:
    """Return what decides a block's other keys, or None."""
    kind = block.get("kind")
    if isinstance(kind, Scalar):
        return kind.value
    return next((key for key in block if key in _OPERATORS), None)
