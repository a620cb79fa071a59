"""Nuisances one after the other: crop, then blur."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.base import Fault
from mezz.component.composition import GROUPS, Direct, written
from mezz.component.slot import ASymmetry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.component.symmetry import Path, Symmetry
    from mezz.component.types import Emits


class Sequence(Direct):
    """Apply nuisances in the order written, each with a draw of its own.

    Maps without inverse form no group, and their order counts: this is for nuisances and windows
    alone. Groups are composed by `product` and `semidirect`.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "sequence": [
            {"kind": "jitter", "on": "e", "size": 0.02},
            {"kind": "jitter", "on": "e", "size": 0.01},
        ]
    }

    kind: Literal["sequence"] = "sequence"
    sequence: tuple[ASymmetry, ...] = Field(
        min_length=2, max_length=8, description="The nuisances, the first one applied first."
    )

    def factors(self) -> tuple[Symmetry, ...]:
        """Return them so that the last factor, which acts first, is the first one written."""
        return tuple(reversed(self.sequence))

    def places(self) -> tuple[Path, ...]:
        """Return their places in the list, in the order of the factors."""
        return tuple(("sequence", place) for place in reversed(range(len(self.sequence))))

    def own_faults(self, emits: Emits) -> Iterator[Fault]:
        """Yield a fault for each part that is a group."""
        for place, one in enumerate(self.sequence):
            if one.family() in GROUPS:
                yield Fault(
                    path=("sequence", place),
                    message=f"`{written(one)}` is a group, and a sequence is for nuisances",
                    help=("`product` or `semidirect` compose groups",),
                    code="MZ247",
                )

    def twin(self) -> None:
        """Return nothing: a nuisance is no symmetry to begin with."""

    def structure(self) -> str:
        """Return them in the order written, with arrows between."""
        return " then ".join(map(written, self.sequence))
