"""What every encoder keeps to, tried on the worlds that it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.contract.broken import require
from mezz.component.contract.catalogue import elements_of, fits
from mezz.component.symmetry import visible_changes

if TYPE_CHECKING:
    from mezz.component.base import Encoder
    from mezz.component.contract.catalogue import Catalogue

_ROUNDING = 1e-9
"""Relative deviation that arithmetic in double precision may leave."""

_VISIBLE = 1e-6
"""Relative deviation below which a change does not show."""


def encodes_as_declared(encoder: Encoder, catalogue: Catalogue) -> None:
    """`(N, D)` float64, finite, D as `width` says, row by row the same as all at once."""
    import numpy as np

    for world in catalogue.worlds_of(encoder):
        emits, examples = world.emits(), world.sample("test")
        encoded = encoder.encode(examples, emits)
        wanted = (len(examples), encoder.width(emits))
        require(encoded.shape == wanted, f"it encodes {encoded.shape}, declared {wanted}")
        require(encoded.dtype == np.float64, f"it encodes {encoded.dtype}")
        require(bool(np.isfinite(encoded).all()), "it encodes numbers that are not finite")
        require(encoder.flops(emits) >= 0, "a negative number of operations")
        for row in range(len(examples)):
            alone = encoder.encode(examples.take(np.array([row])), emits)
            require(np.array_equal(alone[0], encoded[row]), f"row {row} depends on its company")


def invariant_where_it_says_so(encoder: Encoder, catalogue: Catalogue) -> None:
    """A declared invariance holds, and none is there that is not declared."""
    import numpy as np

    for world in catalogue.worlds_of(encoder):
        emits, examples = world.emits(), world.sample("test")
        plain = encoder.encode(examples, emits)
        scale = float(np.abs(plain).max())
        for symmetry in catalogue.symmetries:
            if not fits(symmetry, emits):
                continue
            # What moves nothing that is read changes nothing.
            changes = visible_changes(symmetry, emits, encoder.reads())
            blind = changes <= encoder.invariances(emits)
            shown = max(
                float(np.abs(encoder.encode(symmetry.act(g, examples, emits), emits) - plain).max())
                for g in elements_of(symmetry, len(examples))
            )
            told = f"`{encoder.kind}` under `{symmetry.kind}` changes by {shown:.1e} of {scale:.1e}"
            require(not blind or shown <= _ROUNDING * scale, f"{told}: declared invariant")
            require(blind or shown > _VISIBLE * scale, f"{told}: invariant, and not declared")
