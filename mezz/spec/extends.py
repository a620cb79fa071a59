"""Several files and settings to one tree: `extends`, then `--set`, each node with its origin."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mezz.diag.codes import source as codes
from mezz.diag.diagnostic import Diagnostic, Label
from mezz.diag.visible import shortened
from mezz.spec.merge import merge
from mezz.spec.node import Scalar
from mezz.spec.shipped import folder
from mezz.spec.source import fetch, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.diag.span import Span
    from mezz.spec.node import Mapping, Node

DEEPEST = 8
"""Steps of `extends` that are followed."""

Sources = dict[str, str]
"""The text behind every name that spans mention: what the renderers quote."""


class Assembly(NamedTuple):
    """What several texts add up to; the tree is None where one cannot be read to its end."""

    tree: Mapping | None
    sources: Sources
    diagnostics: list[Diagnostic]


def assemble(path: Path, sets: Iterable[str] = (), root: Path | None = None) -> Assembly:
    """Read a file, all that it extends, and the settings, into one tree without `extends`.

    A tree with errors is still worth loading: what is reported already is marked `broken` in it.

    Args:
        path: the spec, as the user wrote it: spans show it so.
        sets: the values of `--set`, such as `world.test=2000`, applied in order.
        root: the folder that `extends` may not climb out of. Default: the working folder, or the
            folder of shipped specs for one of those.
    """
    chain = _Chain((_default_root(path) if root is None else root).resolve())
    tree = chain.read(path)
    for text in sets:
        from mezz.spec import setting

        chain.sources[setting.name(text)] = text
        if tree is not None:
            tree, faults = setting.apply(tree, text)
            chain.faults += faults
    return Assembly(tree, chain.sources, chain.faults)


def _default_root(path: Path) -> Path:
    try:
        shipped = folder("specs").resolve()
    except FileNotFoundError:
        return Path()
    return shipped if path.resolve().is_relative_to(shipped) else Path()


@dataclass(frozen=True, slots=True)
class _File:
    """One file of a chain: where it is, what it is called, and what it says it extends."""

    path: Path
    shown: str
    base: Scalar | None = None


@dataclass(slots=True)
class _Chain:
    """Follows `extends` from a file to the last one, and merges what it finds."""

    root: Path
    sources: Sources = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    files: list[_File] = field(default_factory=list)

    def read(self, path: Path) -> Mapping | None:
        """Return the merged tree; None where a file or a step of the chain is unusable."""
        layers: list[Mapping] = []
        following: _File | None = _File(path, str(path))
        while following is not None:
            tree = self._tree(following)
            if tree is None:
                return None
            extends = tree.entry("extends")
            rest = tuple(entry for entry in tree.entries if entry.key != "extends")
            layers.append(replace(tree, entries=rest))
            if extends is None:
                break
            following = self._next(following, extends.value, extends.key_span)
            if following is None:
                return None
        merged = layers[-1]
        for layer in reversed(layers[:-1]):
            merged = merge(merged, layer)
        return merged

    def _tree(self, file: _File) -> Mapping | None:
        text, faults = fetch(file.path, file.shown)
        if text is not None:
            self.sources[file.shown] = text
        tree = None
        if text is not None and not faults:
            tree, faults = parse(text, file.shown)
        if self.files:
            faults = [self._named_here(fault) for fault in faults]
        self.faults += faults
        return tree

    def _named_here(self, fault: Diagnostic) -> Diagnostic:
        """Give a fault of a whole file the place that names the file."""
        base = self.files[-1].base
        if fault.primary is not None or base is None:
            return fault
        return replace(fault, primary=Label(base.span, "named here"))

    def _next(self, file: _File, base: Node, key: Span) -> _File | None:
        """Return the file that `file` extends, or None after saying why it may not be used."""
        if not isinstance(base, Scalar) or not isinstance(base.value, str):
            broken = isinstance(base, Scalar) and base.broken
            if not broken:
                self._refuse("`extends` takes the path of one file", key, "extends: base.yml")
            return None
        value = base.value
        path = file.path.parent / value
        real, here = Path(os.path.realpath(path)), Path(os.path.realpath(file.path))
        self.files.append(replace(file, path=here, base=base))
        if len(self.files) > DEEPEST:
            self._refuse(f"more than {DEEPEST} steps of `extends`", base.span, "merge some of them")
        elif Path(value).is_absolute():
            self._refuse("`extends` takes a relative path", base.span, "name it from this file on")
        elif not any(real.is_relative_to(below) for below in (self.root, here.parent)):
            message = f"`{shortened(value)}` lies outside the root folder"
            self._refuse(message, base.span, "--root FOLDER says how far `extends` may climb")
        elif real in (known := [each.path for each in self.files]):
            self._circle(base, self.files[known.index(real) : -1])
        else:
            shown = os.path.normpath(Path(file.shown).parent / value)
            return _File(path, shown)
        return None

    def _circle(self, base: Scalar, others: list[_File]) -> None:
        labels = (Label(each.base.span, "which extends this") for each in others if each.base)
        self.faults.append(
            Diagnostic(
                codes.EXTENDS_CYCLE,
                f"`extends` leads back to `{shortened(str(base.value))}`",
                Label(base.span, "read already"),
                tuple(labels),
            )
        )

    def _refuse(self, message: str, span: Span, help_: str) -> None:
        self.faults.append(Diagnostic(codes.BAD_BASE, message, Label(span), help=(help_,)))
