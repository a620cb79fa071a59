"""The laws of a symmetry, measured on a world's own examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.component.composition import GROUPS, Direct
from mezz.groups.axioms import (
    commutation_defect,
    composition_defect,
    identity_defect,
    inverse_defect,
    listing_defect,
)
from mezz.groups.group import FiniteGroup, Group
from mezz.groups.laws import projection_test, translation_test
from mezz.groups.orbits import orbit_sizes
from mezz.groups.plan import LARGEST
from mezz.learn.randomness import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from mezz.component.base import Encoder, World
    from mezz.component.examples import Examples
    from mezz.component.symmetry import Symmetry
    from mezz.component.types import Emits
    from mezz.groups.axioms import Act, Defect
    from mezz.groups.laws import TwoSample

ROWS = 1024
VIEWS = 8
"""Rows and views on which the laws are tried: all pairs of the first views on the first rows."""
COUNTED = 128
"""Rows whose orbits are counted, and the most views that are counted of an orbit."""
TRIED, DRAWS = 32, 24
"""Rows and independent views with which laws of distribution are tested."""
SAMPLED = 400
"""Elements with which the sampler is tested."""
DIGITS = 9
"""Decimal places, in units of its spread, to which what an encoder shows is compared."""
DOUBTFUL = 0.01
"""A p-value below which a test is repeated on fresh draws."""


@dataclass(frozen=True, slots=True)
class Study:
    """A symmetry on some examples of a world.

    Attributes:
        symmetry: what acts.
        emits: what the world's examples hold.
        examples: N of them.
    """

    symmetry: Symmetry
    emits: Emits
    examples: Examples

    @classmethod
    def of(cls, symmetry: Symmetry, world: World, examples: Examples) -> Study:
        """Take the first rows."""
        return cls(symmetry, world.emits(), examples.take(slice(0, ROWS)))

    def found(self, world: World, encoder: Encoder | None) -> dict[str, Any]:
        """Return everything: `axioms`, `tests`, `orbit`, `label` (None without an oracle), `rows`."""
        return {
            "axioms": self.laws(),
            "tests": self.tests(encoder),
            "orbit": self.orbit(),
            "label": self.label(world),
            "rows": len(self.examples),
        }

    def laws(self) -> dict[str, dict[str, float]]:
        """Return the worst defect of each law, `value` on a `scale`; a law needs a group.

        The worst is the largest on its own scale: arrays of another magnitude stand side by side.
        """
        group = self.symmetry.group()
        if self.symmetry.family() not in GROUPS or not isinstance(group, Group):
            return {}
        worst: dict[str, dict[str, float]] = {}
        for defect in self._defects(group):
            known = worst.get(defect.name)
            one = {"value": defect.value, "scale": defect.scale}
            if known is None or _relative(one) > _relative(known):
                worst[defect.name] = one
        return worst

    def tests(self, encoder: Encoder | None) -> dict[str, dict[str, float]]:
        """Return what tests of distribution say: `value` on a `scale`, and the p-value.

        translation: moving all that the sampler draws by one element changes nothing. projection:
        an example that was moved beforehand looks the same on average, which a group average gives
        and a nuisance average does not; it looks through the encoder. A small p-value is believed
        once fresh draws repeat it: those are what is returned then.
        """
        group = self.symmetry.group()
        tests: list[Callable[[int], TwoSample]] = []
        if isinstance(group, Group):
            tests.append(partial(self._translation, group))
        if encoder is not None and len(self.examples) >= TRIED:
            tests.append(partial(self._projection, encoder))
        found = []
        for test in tests:
            one = test(0)
            found.append(test(1) if one.p < DOUBTFUL else one)
        return {one.name: {"value": one.value, "scale": one.scale, "p": one.p} for one in found}

    def orbit(self) -> dict[str, float]:
        """Return the mean number of distinct images of an example, of how many elements.

        `whole` is 1 where those are all; then `stabiliser` is how many leave an example in place.
        """
        order = self.symmetry.order()
        whole = order is not None and order <= COUNTED
        rows = self.examples.take(slice(0, COUNTED))
        elements = self._all(len(rows)) if whole else self._draws(3, COUNTED, len(rows))
        names = sorted(self.symmetry.moves(self.emits))
        images = np.concatenate([self._images(names, view, rows) for view in elements])
        sizes = orbit_sizes(images.reshape(len(elements), len(rows), -1))
        found = {"size": float(sizes.mean()), "of": float(len(elements)), "whole": float(whole)}
        return {**found, "stabiliser": float((len(elements) / sizes).mean())} if whole else found

    def label(self, world: World) -> dict[str, float] | None:
        """Return the root mean square of y(g x) - T_g y(x), and of y about its mean.

        None where the world has no oracle.
        """
        truth = world.oracle(self.examples)
        if truth is None:
            return None
        symmetry, elements = self.symmetry, self._draws(0, VIEWS)
        moved = [world.oracle(symmetry.act(g, self.examples, self.emits)) for g in elements]
        change = np.stack(
            [
                after - symmetry.transport(g, truth, self.emits)
                for g, after in zip(elements, moved, strict=True)
                if after is not None
            ]
        )
        spread = truth - truth.mean(axis=0)
        return {
            "value": float(np.sqrt(np.square(change).mean())),
            "scale": float(np.sqrt(np.square(spread).mean())),
        }

    def _defects(self, group: Group) -> Iterator[Defect]:
        elements = self._draws(0, VIEWS)
        for act, x in self._actions():
            yield identity_defect(act, group, x)
            for g in elements:
                yield inverse_defect(act, group, g, x)
            for g, h in product(elements, elements):
                yield composition_defect(act, group, g, h, x)
        if isinstance(group, FiniteGroup) and group.order <= LARGEST:
            yield listing_defect(group, elements[0], elements[1])
        if isinstance(self.symmetry, Direct):
            yield from self._commutations(self.symmetry, elements)

    def _actions(self) -> Iterator[tuple[Act, NDArray[Any]]]:
        """Yield the action on each array alone, the rest as it is, and on the target it carries."""
        for name in sorted(self.symmetry.moves(self.emits)):
            yield self._acting_on(self.symmetry, name), self.examples.fields[name]
        if self.symmetry.carries_target(self.emits) and self.examples.target.ndim > 1:

            def carry(elements: NDArray[Any], target: NDArray[Any]) -> NDArray[Any]:
                return self.symmetry.transport(elements, target, self.emits)

            yield carry, np.asarray(self.examples.target, np.float64)

    def _acting_on(
        self, symmetry: Symmetry, name: str
    ) -> Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]:
        def act(elements: NDArray[Any], values: NDArray[Any]) -> NDArray[Any]:
            held = self.examples.moved(**{name.replace(".", "__"): values})
            return symmetry.act(elements, held, self.emits).fields[name]

        return act

    def _commutations(self, whole: Direct, elements: NDArray[Any]) -> Iterator[Defect]:
        parts = whole.group().split(elements)
        pairs = combinations(zip(whole.factors(), parts, strict=True), 2)
        for (first, of_first), (second, of_second) in pairs:
            for name in sorted(first.moves(self.emits) | second.moves(self.emits)):
                acts = self._acting_on(first, name), self._acting_on(second, name)
                for g, h in zip(of_first, np.roll(of_second, 1, axis=0), strict=True):
                    yield commutation_defect(*acts, g, h, self.examples.fields[name])

    def _translation(self, group: Group, attempt: int) -> TwoSample:
        """Compare elements as they are drawn with others times one element."""
        first, second = (self._draws(side + 10 * attempt, SAMPLED, 1)[:, 0] for side in (1, 2))
        rng = Stream(0, "translation", attempt).generator()
        return translation_test(group, first, second, first[-1], rng)

    def _projection(self, encoder: Encoder, attempt: int) -> TwoSample:
        """Compare what the encoder shows of examples as they are and of examples moved before."""
        rows = self.examples.take(slice(0, TRIED))
        before = self._draws(4 + 10 * attempt, 1, TRIED)[0]
        moved = self.symmetry.act(before, rows, self.emits)
        sides = (5 + 10 * attempt, 6 + 10 * attempt)
        first, second = (self._draws(side, DRAWS, TRIED) for side in sides)
        once, twice = (
            np.stack(
                [encoder.encode(self.symmetry.act(g, seen, self.emits), self.emits) for g in gs]
            )
            for gs, seen in ((first, rows), (second, moved))
        )
        spread = once.std(axis=(0, 1))
        scale = np.where(spread > 0, spread, 1.0)
        # Views that an encoder cannot tell apart differ in their last digits, by how they came about.
        once, twice = (np.round(one / scale, DIGITS) for one in (once, twice))
        rng = Stream(0, "projection", attempt).generator()
        return projection_test(once, twice, rng)

    def _draws(self, side: int, count: int, rows: int = ROWS) -> NDArray[Any]:
        """Return independent elements for the first rows, `(count, rows, ...)`."""
        group = self.symmetry.group()
        ids, stream = self.examples.ids[:rows], Stream(0, "axioms", side)
        uniform = (stream.uniform(ids, group.uniforms, view) for view in range(count))
        return np.stack([group.from_uniform(u) for u in uniform])

    def _all(self, n: int) -> NDArray[Any]:
        group: Any = self.symmetry.group()
        listed = group.elements()
        return np.broadcast_to(listed[:, np.newaxis], (len(listed), n, *listed.shape[1:]))

    def _images(self, names: list[str], view: NDArray[Any], rows: Examples) -> NDArray[np.float64]:
        """Return everything that moves, of each row under one view, `(1, N, width)`."""
        moved = self.symmetry.act(view, rows, self.emits)
        flat = [np.asarray(moved.fields[n], np.float64).reshape(len(rows), -1) for n in names]
        return np.concatenate(flat, axis=1)[np.newaxis]


def _relative(defect: Mapping[str, float]) -> tuple[float, float]:
    """Return how bad a defect is, and among equally bad ones on how much it was tried."""
    return defect["value"] / (defect["scale"] or 1.0), defect["scale"]
