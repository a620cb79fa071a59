"""The shape of a network: dense layers, where each stands, and what stands between them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, final

if TYPE_CHECKING:
    from mezz.learn.passage import Passage

_EXAMPLES = 1024
_ROWS = 16 * _EXAMPLES  # rows of one layer that are held at once, lest large grids fill the memory


@dataclass(frozen=True, slots=True)
class Site:
    """One dense layer of `inputs` and `outputs` units, and where it stands.

    It is applied alike at each of `places` places of an example. `before` maps what came out of the
    layer before, or went into the network, into its inputs; None takes that as it is.
    """

    inputs: int
    outputs: int
    places: int = 1
    before: Passage | None = None


class Shape(ABC):
    """A network of dense layers, each after the first behind a GELU.

    An example goes in as one row of `inputs` numbers and comes out as one of `outputs`. Parameters
    are named `layers.<l>.weight`, of shape `(in, out)`, so that rows are multiplied from the left,
    and `layers.<l>.bias`, of shape `(out,)`.
    """

    __slots__ = ()

    word: ClassVar[str]
    """The name of this kind of shape in files."""

    inputs: int
    outputs: int

    @abstractmethod
    def sites(self) -> tuple[Site, ...]:
        """Return the dense layers, first to last."""

    @abstractmethod
    def alike(self) -> tuple[int, ...] | None:
        """Return for each input which of them it is like; None where each is one of its own.

        Inputs of one number are the same thing at other places. They share the mean and the
        deviation by which they are standardised, or the places would no longer be alike.
        """

    @property
    @final
    def layers(self) -> tuple[tuple[int, int], ...]:
        """Return `(in, out)` of each layer, first to last."""
        return tuple((site.inputs, site.outputs) for site in self.sites())

    @property
    @final
    def examples(self) -> int:
        """Return how many examples are computed at once where nothing else says so."""
        places = max(site.places for site in self.sites())
        return max(1, min(_EXAMPLES, _ROWS // places))

    @final
    def parameters(self) -> int:
        """Count weights and biases."""
        return sum((fan_in + 1) * fan_out for fan_in, fan_out in self.layers)

    @final
    def flops(self) -> int:
        """Count one example's forward operations.

        A layer costs 2 in x out for its product and out for its bias, at each place; an activation
        counts as one, and so does each addition or multiplication of a pooling.
        """
        sites = self.sites()
        dense = sum(site.places * (2 * site.inputs + 1) * site.outputs for site in sites)
        gelu = sum(site.places * site.outputs for site in sites[:-1])
        pools = sum(
            site.before.flops(last.outputs) for last, site in pairwise(sites) if site.before
        )
        return dense + gelu + pools

    @final
    def floats(self) -> int:
        """Count the numbers that one example takes up in training."""
        sites = self.sites()
        made = [site.places * site.outputs for site in sites]
        taken = [site.places * site.inputs for site in sites if site.before]
        return self.inputs + 2 * sum(made[:-1]) + made[-1] + sum(taken)


def dense(widths: tuple[int, ...], places: int = 1, before: Passage | None = None) -> list[Site]:
    """Return dense layers of these widths, one after another at the same places."""
    pairs = list(pairwise(widths))
    return [
        Site(fan_in, fan_out, places, None if number else before)
        for number, (fan_in, fan_out) in enumerate(pairs)
    ]


def check_widths(shape: Shape, *widths: int) -> None:
    """Raise ValueError unless every width is at least 1."""
    if min(widths) < 1:
        raise ValueError(f"every layer needs a unit: {shape}")
