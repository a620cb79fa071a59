"""What each stage costs, from declarations alone: examples, views, passes, FLOPs, bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.types import Series
from mezz.plan.stage import Cost

if TYPE_CHECKING:
    from mezz.component.base import Encoder
    from mezz.component.types import Emits
    from mezz.spec.arm import Arm

BACKWARD = 3
"""A training step costs three forward passes: one forward, two backward."""


def sample(emits: Emits, rows: int) -> Cost:
    """Return the cost of drawing `rows` examples; float64 fields and target."""
    width = sum(_numbers(field) for field in emits.fields.values()) + emits.target.outputs
    return Cost(examples=rows, bytes=8 * rows * width)


def act(rows: int, views: int) -> Cost:
    """Return the cost of choosing the elements; one 64-bit number each."""
    return Cost(examples=rows, views=views, bytes=8 * rows * views)


def encode(encoder: Encoder, emits: Emits, rows: int, views: int) -> Cost:
    """Return the cost of encoding every view; float32 latents."""
    each = rows * views
    return Cost(
        examples=rows,
        views=views,
        flops=float(each * encoder.flops(emits)),
        bytes=4 * each * encoder.width(emits),
    )


def fit(arm: Arm, emits: Emits) -> Cost:
    """Return the cost of one fit: steps times batch times three forward passes."""
    if arm.model is None or arm.encoder is None or arm.fit is None:
        return Cost()
    width, outputs = arm.encoder.width(emits), emits.target.outputs
    parameters = arm.model.parameters(width, outputs)
    seen = arm.fit.steps * arm.fit.batch * (2 if arm.hard_weight else 1)
    return Cost(
        examples=seen,
        passes=seen,
        parameters=parameters,
        flops=float(BACKWARD * seen * arm.model.flops(width, outputs)),
        bytes=4 * parameters,
    )


def predict(arm: Arm, emits: Emits, rows: int, views: int) -> Cost:
    """Return the cost of one forward pass a view; float64 outputs."""
    if arm.model is None or arm.encoder is None:
        return Cost(examples=rows)
    passes = rows * views
    forward = arm.model.flops(arm.encoder.width(emits), emits.target.outputs)
    return Cost(
        examples=rows,
        views=views,
        passes=passes,
        flops=float(passes * forward),
        bytes=8 * passes * emits.target.outputs,
    )


def measure(rows: int, views: int, seeds: int) -> Cost:
    """Return the cost of the estimators: one number an example and seed."""
    return Cost(examples=rows, views=views, bytes=8 * rows * seeds)


def of_one_prediction(arm: Arm, emits: Emits, k: int, seeds: int) -> dict[str, float]:
    """Return passes, FLOPs and parameters behind one answer of an arm."""
    if arm.model is None or arm.encoder is None:
        return {"passes": 0.0, "flops": 0.0, "parameters": 0.0}
    passes = k if arm.judged_on == "mean_of_K" else seeds if arm.mended == "ensemble" else 1
    width, outputs = arm.encoder.width(emits), emits.target.outputs
    once = arm.model.flops(width, outputs) + arm.encoder.flops(emits)
    models = seeds if arm.mended == "ensemble" else 1
    parameters = arm.model.parameters(width, outputs) * models
    return {"passes": float(passes), "flops": float(passes * once), "parameters": float(parameters)}


def _numbers(field: object) -> int:
    return field.length * len(field.columns) if isinstance(field, Series) else 1
