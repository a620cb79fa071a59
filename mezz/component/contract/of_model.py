"""What every model keeps to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from mezz.component.contract.broken import require

if TYPE_CHECKING:
    from mezz.component.base import Model
    from mezz.component.contract.catalogue import Catalogue


def layers_are_widths(model: Model, catalogue: Catalogue) -> None:
    """Hidden widths are positive, and parameters count every weight and bias."""
    widths = (7, *model.layers(), 3)
    require(all(width >= 1 for width in widths), f"hidden widths {model.layers()}")
    counted = sum(a * b + b for a, b in pairwise(widths))
    require(model.parameters(7, 3) == counted, "parameters are not those of dense layers")
    for world in catalogue.worlds:
        require(isinstance(model.invariances(world.emits()), frozenset), "invariances are no set")
