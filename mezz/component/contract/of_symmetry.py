"""What every symmetry keeps to, tried on the worlds that it acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.composition import GROUPS
from mezz.component.contract.broken import close, close_examples, require
from mezz.component.contract.catalogue import elements_of

if TYPE_CHECKING:
    from mezz.component.contract.catalogue import Catalogue
    from mezz.component.examples import Examples
    from mezz.component.symmetry import Symmetry
    from mezz.component.types import Emits


def group_is_as_declared(symmetry: Symmetry, catalogue: Catalogue) -> None:
    """Order and structure are those of the group."""
    group = symmetry.group()
    order = symmetry.order()
    require(order in {None, group.order}, f"order {order} is not {group.order}")
    if symmetry.family() in GROUPS:
        require(symmetry.structure() == group.structure, f"structure is {group.structure}")


def act_moves_what_it_says(symmetry: Symmetry, catalogue: Catalogue) -> None:
    """Only the arrays of `moves` change, all of them do, and nothing changes shape or dtype."""
    import numpy as np

    for emits, examples in catalogue.acted_on(symmetry):
        changed: set[str] = set()
        for element in elements_of(symmetry, len(examples)):
            moved = symmetry.act(element, examples, emits)
            for name, values in moved.arrays().items():
                was = examples.arrays()[name]
                kept = (values.shape, values.dtype) == (was.shape, was.dtype)
                require(kept, f"{name} turns from {was.shape} {was.dtype}")
                if not np.array_equal(values, was):
                    changed.add(name.removeprefix("field/"))
        declared = symmetry.moves(emits)
        require(changed == declared, f"it moves {sorted(changed)}, declared {sorted(declared)}")


def group_laws_hold(symmetry: Symmetry, catalogue: Catalogue) -> None:
    """E x = x, g^-1 (g x) = x and (g h) x = g (h x), where a group is claimed."""
    from mezz.groups.group import Group as AbstractGroup

    group = symmetry.group()
    if not isinstance(group, AbstractGroup):
        return
    for emits, examples in catalogue.acted_on(symmetry):
        n = len(examples)
        elements = elements_of(symmetry, n)
        still = symmetry.act(group.identity(n), examples, emits)
        close_examples(still, examples, "e x and x")
        for g in elements:
            there = symmetry.act(g, examples, emits)
            back = symmetry.act(group.inverse(g), there, emits)
            close_examples(back, examples, "g^-1 (g x) and x")
            for h in elements[:4]:
                once = symmetry.act(group.product(h, g), examples, emits)
                close_examples(symmetry.act(h, there, emits), once, "h (g x) and (h g) x")


def canonical_form_is_one(symmetry: Symmetry, catalogue: Catalogue) -> None:
    """Every view of an example has the same canonical form, which is its own."""
    for emits, examples in catalogue.acted_on(symmetry):

        def form_of(seen: Examples, emits: Emits = emits) -> Examples:
            elements = symmetry.canonical(seen, emits)
            assert elements is not None
            return symmetry.act(elements, seen, emits)

        known = symmetry.canonical(examples, emits) is not None
        require(known == symmetry.has_canonical_form(), "`canonical` and `has_canonical_form`")
        if not known:
            continue
        form = form_of(examples)
        close_examples(form_of(form), form, "the canonical form of a canonical form")
        for element in elements_of(symmetry, len(examples)):
            other = form_of(symmetry.act(element, examples, emits))
            close_examples(other, form, "the canonical forms of two views")


def oracle_follows(symmetry: Symmetry, catalogue: Catalogue) -> None:
    """Where a world knows the exact target, that of a moved example is the transported one.

    A nuisance promises nothing of the kind.
    """
    for world in catalogue.worlds_of(symmetry) if symmetry.family() in GROUPS else ():
        emits, examples = world.emits(), world.sample("test")
        if not emits.oracle:
            continue
        for element in elements_of(symmetry, len(examples)):
            truth = world.oracle(symmetry.act(element, examples, emits))
            if truth is not None:
                due = symmetry.transport(element, examples.target.astype(float), emits)
                close(truth, due, f"the targets of moved examples of `{world.kind}`")


def transport_is_an_action(symmetry: Symmetry, catalogue: Catalogue) -> None:
    """T_e y = y, T_g^-1 (T_g y) = y and T_(gh) y = T_g (T_h y), where a group is claimed."""
    from mezz.groups.group import Group as AbstractGroup

    group = symmetry.group()
    if not isinstance(group, AbstractGroup):
        return
    for emits, examples in catalogue.acted_on(symmetry):
        if examples.target.ndim != 2:
            continue
        target = examples.target.astype(float)
        still = symmetry.transport(group.identity(len(examples)), target, emits)
        close(still, target, "T_e y and y")
        elements = elements_of(symmetry, len(examples))
        for g in elements:
            there = symmetry.transport(g, target, emits)
            back = symmetry.transport(group.inverse(g), there, emits)
            close(back, target, "T_g^-1 (T_g y) and y")
            for h in elements[:4]:
                once = symmetry.transport(group.product(h, g), target, emits)
                close(symmetry.transport(h, there, emits), once, "T_h (T_g y) and T_(hg) y")
