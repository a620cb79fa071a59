"""What every component must keep to, as checks that run against any of them.

The tests of mezz run these over the registry; who writes a component elsewhere runs them too:

    from mezz.component.contract import Catalogue, check_component

    check_component(MyWorld(kind="my_world"), Catalogue.shipped())

A check raises `ContractBroken` with one line that says what is not as promised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.base import Encoder, Measure, Model, World
from mezz.component.contract import (
    of_any,
    of_encoder,
    of_measure,
    of_model,
    of_sink,
    of_symmetry,
    of_world,
)
from mezz.component.contract.broken import ContractBroken
from mezz.component.contract.catalogue import Catalogue, smallest
from mezz.component.contract.light import declares_lightly
from mezz.component.sink import Sink
from mezz.component.symmetry import Symmetry

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.base import Component

__all__ = [
    "Catalogue",
    "ContractBroken",
    "check_component",
    "checks",
    "declares_lightly",
    "smallest",
]

_OF_ANY: tuple[Callable[..., None], ...] = (
    of_any.names_its_module,
    of_any.is_frozen_and_closed,
    of_any.survives_json,
)
_OF: dict[type[Component], tuple[Callable[..., None], ...]] = {
    World: (
        of_world.sizes_agree,
        of_world.samples_what_it_declares,
        of_world.draws_the_same_again,
        of_world.splits_are_apart,
        of_world.sizes_do_not_interfere,
        of_world.oracle_knows_the_target,
        of_world.baselines_predict,
    ),
    Symmetry: (
        of_symmetry.group_is_as_declared,
        of_symmetry.act_moves_what_it_says,
        of_symmetry.group_laws_hold,
        of_symmetry.canonical_form_is_one,
        of_symmetry.oracle_follows,
        of_symmetry.transport_is_an_action,
    ),
    Encoder: (of_encoder.encodes_as_declared, of_encoder.invariant_where_it_says_so),
    Model: (of_model.network_is_as_declared, of_model.invariant_where_it_says_so),
    Measure: (of_measure.influence_is_sound, of_measure.truth_is_best),
    Sink: (of_sink.names_one_package,),
}


def check_component(component: Component, catalogue: Catalogue) -> None:
    """Run every check that concerns a component.

    Raises:
        ContractBroken: the first promise that is not kept.
    """
    for check in checks(type(component)):
        check(component, catalogue)


def checks(made: type[Component]) -> tuple[Callable[..., None], ...]:
    """Return the checks of a class of components; each takes a component and a catalogue.

    Raises:
        TypeError: the class belongs to no group of the catalogue.
    """
    for base, own in _OF.items():
        if issubclass(made, base):
            return (*_OF_ANY, *own)
    raise TypeError(f"{made.__name__} is no world, symmetry, encoder, model, measure or sink")
