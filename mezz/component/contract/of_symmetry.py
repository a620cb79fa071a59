"""What every symmetry keeps to, tried on the worlds that it acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.contract.broken import close, close_examples, require
from mezz.component.contract.catalogue import elements_of

if TYPE_CHECKING:
    from mezz.component.base import Symmetry
    from mezz.component.contract.catalogue import Catalogue


def group_is_as_declared(symmetry: Symmetry, catalogue: Catalogue) -> None:
    """Order and structure are those of the group."""
    group = symmetry.group()
    require(symmetry.order() == group.order, f"order {symmetry.order()} is not {group.order}")
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
        declared = symmetry.moves()
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
    if not symmetry.canonical_form:
        return
    for emits, examples in catalogue.acted_on(symmetry):
        form = symmetry.act(symmetry.canonical(examples, emits), examples, emits)
        again = symmetry.act(symmetry.canonical(form, emits), form, emits)
        close_examples(again, form, "the canonical form of a canonical form")
        for element in elements_of(symmetry, len(examples)):
            view = symmetry.act(element, examples, emits)
            other = symmetry.act(symmetry.canonical(view, emits), view, emits)
            close_examples(other, form, "the canonical forms of two views")


def oracle_sees_no_change(symmetry: Symmetry, catalogue: Catalogue) -> None:
    """Where a world knows the exact target, moving an example does not change it."""
    for world in catalogue.worlds_of(symmetry):
        emits, examples = world.emits(), world.sample("test")
        if symmetry.target != "invariant" or not emits.oracle:
            continue
        for element in elements_of(symmetry, len(examples)):
            truth = world.oracle(symmetry.act(element, examples, emits))
            if truth is not None:
                close(truth, examples.target, f"the targets of moved examples of `{world.kind}`")
