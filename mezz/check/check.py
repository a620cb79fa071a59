"""The meaning of a spec, examined by every rule in `mezz/check/rules`."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from mezz.check.context import Context
from mezz.diag.codes.meaning import ALLOWABLE
from mezz.diag.diagnostic import Severity, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.diag.code import Code
    from mezz.diag.diagnostic import Diagnostic
    from mezz.spec.model import Spec
    from mezz.spec.node import Node


class Rule(Protocol):
    """A module of `mezz/check/rules`."""

    CODE: Code

    def check(self, context: Context) -> Iterator[Diagnostic]:
        """Yield one diagnostic for each place where the fault is."""
        ...


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by the name of its file, which names the fault."""
    files = sorted((Path(__file__).parent / "rules").glob("[!_]*.py"))
    found = {file.stem: importlib.import_module(f"mezz.check.rules.{file.stem}") for file in files}
    return cast("dict[str, Rule]", found)


def check(spec: Spec, tree: Node, allow: frozenset[str] = frozenset()) -> list[Diagnostic]:
    """Say what is wrong with the meaning of a spec, in the order of its text.

    Args:
        spec: the loaded spec.
        tree: the node tree it was loaded from: it says where everything was written.
        allow: ids of codes to let through as warnings. Ids that are not in `ALLOWABLE` change
            nothing: what they stand for cannot be run.
    """
    context = Context.of(spec, tree)
    found = (diagnostic for rule in rules().values() for diagnostic in rule.check(context))
    return list(in_order(_let_through(diagnostic, allow & ALLOWABLE) for diagnostic in found))


def _let_through(diagnostic: Diagnostic, allow: frozenset[str]) -> Diagnostic:
    if diagnostic.code.id not in allow or diagnostic.severity is not Severity.ERROR:
        return diagnostic
    note = f"let through by `--allow {diagnostic.code.id}`, which is recorded in the verdict"
    return replace(diagnostic, severity=Severity.WARNING, help=(*diagnostic.help, note))
