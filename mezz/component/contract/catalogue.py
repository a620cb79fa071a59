"""The company in which a component is tried."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mezz.component.base import Encoder, Measure, World
from mezz.component.contract.broken import ContractBroken
from mezz.component.failure import Unavailable
from mezz.component.registry import kinds, load
from mezz.component.symmetry import Symmetry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mezz.component.base import Component
    from mezz.component.examples import Examples
    from mezz.component.registry import Group
    from mezz.component.types import Emits

_ELEMENTS = 16
"""Elements of a group that are tried."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The worlds and symmetries that a component is tried with."""

    worlds: tuple[World, ...]
    symmetries: tuple[Symmetry, ...]

    @classmethod
    def shipped(cls, *more: Component) -> Catalogue:
        """Return the smallest of each registered kind, and `more`; only worlds whose data are here."""
        found = [smallest("worlds", kind) for kind in kinds("worlds")]
        found += [smallest("symmetries", kind) for kind in kinds("symmetries")]
        found += more
        worlds = tuple(each for each in found if isinstance(each, World) and _is_here(each))
        return cls(worlds, tuple(each for each in found if isinstance(each, Symmetry)))

    def worlds_of(self, component: Component) -> tuple[World, ...]:
        """Return the worlds that a component can be tried on.

        Raises:
            ContractBroken: there is none, so that nothing would be tried.
        """
        found = tuple(world for world in self.worlds if fits(component, world.emits()))
        if not found:
            raise ContractBroken(f"no world here fits `{component.kind}`: add one to the catalogue")
        return found

    def acted_on(self, symmetry: Symmetry) -> Iterator[tuple[Emits, Examples]]:
        """Return what each world of a symmetry emits, and its test examples."""
        for world in self.worlds_of(symmetry):
            yield world.emits(), world.sample("test")


def smallest(group: Group, kind: str) -> Component:
    """Make a component of that kind from its own `minimal`, as a spec would."""
    made = load(group, kind)
    return made.model_validate_json(json.dumps({"kind": kind, **made.minimal}))


def fits(component: Component, emits: Emits) -> bool:
    """Say whether a component can work on a world, by its declarations."""
    if isinstance(component, Symmetry):
        acts = all(
            isinstance(emits.fields.get(part.on), part.acts_on) for part in component.parts()
        )
        return acts and not component.faults(emits)
    if isinstance(component, Encoder):
        types = {name: emits.fields.get(name) for name in component.reads()}
        reads = all(type_ and component.accepts(name, type_) for name, type_ in types.items())
        return reads and not component.faults(emits)
    if isinstance(component, Measure):
        if component.of_world:
            return component.kind in emits.measures
        return not component.applies or isinstance(emits.target, component.applies)
    return True


def elements_of(symmetry: Symmetry, n: int) -> list[NDArray[Any]]:
    """Return some elements, each as a batch `(n, ...)`: all of a small group, else a sample."""
    import numpy as np

    from mezz.groups.group import FiniteGroup
    from mezz.groups.window import Window
    from mezz.learn.randomness import Stream

    group = symmetry.group()
    listed = isinstance(group, Window) or (isinstance(group, FiniteGroup) and group.enumerable)
    if listed and isinstance(group, FiniteGroup | Window):
        # Spread over the list: the first few of a product move its last factor alone.
        every = group.elements()
        some = every[np.unique(np.linspace(0, len(every) - 1, _ELEMENTS).astype(np.int64))]
        return [np.broadcast_to(element, (n, *np.shape(element))) for element in some]
    ids, stream = np.arange(n), Stream(0, "contract")
    return [
        group.from_uniform(stream.uniform(ids, group.uniforms, view)) for view in range(_ELEMENTS)
    ]


def _is_here(world: World) -> bool:
    try:
        world.probe()
    except Unavailable:
        return False
    return True
