"""A seed, an arm or a criterion is listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.meaning import REPEATED_ENTRY
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from mezz.check.context import Context
    from mezz.spec.criterion import Criterion
    from mezz.spec.node import NodePath

CODE = REPEATED_ENTRY


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare seeds and arms as they are, criteria by what they say."""
    evaluate = context.spec.evaluate
    if isinstance(evaluate.seeds, tuple):
        seeds = ((("evaluate", "seeds", at), seed) for at, seed in enumerate(evaluate.seeds))
        yield from _repeats(context, "seed", seeds)
    arms = ((("evaluate", "arms", at), name) for at, name in enumerate(evaluate.arms or ()))
    yield from _repeats(context, "arm", arms)
    for role in ("make", "break"):
        said = (
            (line.path, _said(line.criterion))
            for line in context.lines
            if line.role == role and line.criterion
        )
        yield from _repeats(context, "criterion", said)


def _repeats(
    context: Context, what: str, entries: Iterable[tuple[NodePath, Hashable]]
) -> Iterator[Diagnostic]:
    first: dict[Hashable, NodePath] = {}
    for path, value in entries:
        if value in first:
            yield Diagnostic(
                CODE,
                f"this {what} is listed twice",
                context.at(*path),
                (context.at(*first[value], text="for the first time here"),),
                ("remove one of them",),
            )
        first.setdefault(value, path)


def _said(criterion: Criterion) -> Hashable:
    """Return what a criterion demands, whatever its form: its contrast, up to a positive factor."""
    contrast = criterion.contrast
    scale = max((abs(weight) for weight in contrast.terms.values()), default=1.0)
    terms = {term: round(weight / scale, 12) for term, weight in contrast.terms.items()}
    return frozenset(terms.items()), round(contrast.constant / scale, 12), criterion.strict
