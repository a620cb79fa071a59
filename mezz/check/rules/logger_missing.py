"""A sink of the log needs a package that is not installed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.check.context import warning
from mezz.diag.codes.planning import LOGGER_MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = LOGGER_MISSING


def check(context: Context) -> Iterator[Diagnostic]:
    """Look for the package of each sink, without importing it."""
    for place, sink in enumerate(context.spec.log):
        if sink.missing():
            wanted = f"mezz[{sink.extra}]" if sink.extra else sink.package
            yield warning(
                CODE,
                f"sink `{sink.kind}` needs the package `{sink.package}`, which is not installed: "
                "the run will do without this sink",
                context.at("log", place, "kind"),
                f'python -m pip install "{wanted}"',
            )
