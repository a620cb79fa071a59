"""The student learns on the rows that its teacher was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.check.context import warning
from mezz.diag.codes.fitting import IN_SAMPLE_TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = IN_SAMPLE_TARGETS


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the declared source of targets."""
    if context.spec.teacher.targets == "in_sample":
        yield warning(
            CODE,
            "on its own training rows a teacher repeats labels: its mean there is no orbit mean",
            context.at("teacher", "targets"),
            "`out_of_fold` takes each row's target from a teacher that has not seen it",
        )
