"""Two arms of the comparison would be one and the same fit."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from mezz.diag.codes.fitting import SAME_FIT
from mezz.diag.diagnostic import Diagnostic
from mezz.spec.arm import chosen_arms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.spec.arm import Arm

CODE = SAME_FIT


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare what every pair of trained arms is trained from."""
    if not context.sound:
        return
    trained = [
        arm
        for arm in chosen_arms(context.spec, context.emits).values()
        if arm.fitted_as == arm.name
    ]
    for first, second in combinations(trained, 2):
        if _recipe(first) == _recipe(second):
            yield Diagnostic(
                CODE,
                f"`{first.name}` and `{second.name}` would be the same fit: model, encoder, rows, "
                "targets, views and steps are equal",
                context.at("student", "model", "kind", text=f"the model of `{second.name}`"),
                (context.at("teacher", "model", "kind", text=f"the model of `{first.name}`"),),
                (
                    "a student with more room (wider, or more steps) makes a rival of its own",
                    f"or leave `{second.name}` out of `evaluate.arms`",
                ),
            )


def _recipe(arm: Arm) -> tuple[object, ...]:
    return (arm.model, arm.encoder, arm.fit, arm.target, arm.sees, arm.hard_weight)
