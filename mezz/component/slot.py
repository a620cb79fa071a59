"""Where a block holds a component: its `kind` is read first, and its own class validates it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import InstanceOf, SerializeAsAny
from pydantic.functional_validators import BeforeValidator

from mezz.component.base import Encoder, Model, World
from mezz.component.registry import load
from mezz.component.sink import Sink
from mezz.component.symmetry import COMPOSITIONS, Symmetry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic import ValidationInfo

    from mezz.component.base import Component
    from mezz.component.registry import Group


@dataclass(frozen=True, slots=True)
class Slot:
    """Marks a field that holds a component of `group`, found by its `kind`."""

    group: Group


def kind_of(group: Group, keys: Iterable[str]) -> str | None:
    """Return the kind of a block that does not say one: a composition is named by its own key."""
    if group != "symmetries":
        return None
    return next((key for key in keys if key in COMPOSITIONS), None)


def made(group: Group, plain: dict[str, Any]) -> Component:
    """Make a component from plain data, as a spec would.

    Raises:
        UnknownKind: the group has no such kind.
        BrokenComponent: its module cannot be imported.
        ValidationError: its class refuses the rest.
    """
    kind = plain.get("kind") or kind_of(group, plain)
    return load(group, str(kind)).model_validate_json(json.dumps({"kind": kind, **plain}))


def _handed_over(group: Group) -> Callable[[Any, ValidationInfo], Any]:
    def component(value: Any, info: ValidationInfo) -> Any:
        """Take the component that the loader's index stands for, or make it from plain data."""
        if isinstance(value, int) and isinstance(info.context, list):
            return info.context[value]
        return made(group, value) if isinstance(value, dict) else value

    return component


AWorld = Annotated[
    SerializeAsAny[InstanceOf[World]], BeforeValidator(_handed_over("worlds")), Slot("worlds")
]
ASymmetry = Annotated[
    SerializeAsAny[InstanceOf[Symmetry]],
    BeforeValidator(_handed_over("symmetries")),
    Slot("symmetries"),
]
AnEncoder = Annotated[
    SerializeAsAny[InstanceOf[Encoder]], BeforeValidator(_handed_over("encoders")), Slot("encoders")
]
AModel = Annotated[
    SerializeAsAny[InstanceOf[Model]], BeforeValidator(_handed_over("models")), Slot("models")
]
ASink = Annotated[
    SerializeAsAny[InstanceOf[Sink]], BeforeValidator(_handed_over("sinks")), Slot("sinks")
]
