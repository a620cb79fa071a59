"""A stage: one verb on named inputs, with the content key under which its artifact is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Verb = Literal["sample", "act", "encode", "fit", "target", "predict", "measure", "judge"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What running a stage takes, as far as declarations tell.

    `seconds` comes from this machine's own record of earlier stages, None where there is none.
    """

    examples: int = 0
    views: int = 0
    passes: int = 0
    parameters: int = 0
    flops: float = 0.0
    bytes: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One node of the plan.

    `params` are the resolved non-default parameters that decide the result, as JSON data; `inputs`
    are ids of other stages; `modules` the modules whose code decides it; `libraries` the
    distributions whose version does. Together they make the key. `spec_path` is the place of the
    spec that asked for the stage, so that a failure can point at it.
    """

    id: str
    verb: Verb
    params: dict[str, Any]
    inputs: tuple[str, ...]
    modules: tuple[str, ...]
    libraries: tuple[str, ...]
    spec_path: tuple[str | int, ...]
    cost: Cost = field(default_factory=Cost)


@dataclass(frozen=True, slots=True)
class Keyed:
    """A stage with its key and the digests that went into it, field by field."""

    stage: Stage
    key: str
    ingredients: dict[str, Any]
