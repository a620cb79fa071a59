"""Worlds that draw as many examples as they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, final

from pydantic import Field

from mezz.component.base import SPLITS, World

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split

MOST = 10_000_000
_IDS_OF_A_SPLIT = 1 << 32
"""Each split numbers its examples in a range of its own, so that no size moves another's draws."""


class Generated(World):
    """Four sizes, and numbers that address the draws of every example."""

    independent_splits: ClassVar[bool] = True

    train: int = Field(4_000, ge=2, le=MOST, description="Labelled examples to learn from.")
    unlabelled: int = Field(
        10_000, ge=0, le=MOST, description="Examples whose targets nobody looks at."
    )
    validation: int = Field(1_000, ge=2, le=MOST, description="Examples to stop a fit by.")
    test: int = Field(4_000, ge=2, le=MOST, description="Examples to judge by.")

    @final
    def sizes(self) -> dict[Split, int | None]:
        """Return the sizes as they were asked for."""
        return {split: getattr(self, split) for split in SPLITS}

    @final
    def asked(self) -> dict[str, int]:
        """Return the same as numbers: a generated world has as many rows as are asked for."""
        return {split: getattr(self, split) for split in SPLITS}

    @final
    def ids(self, split: Split) -> NDArray[np.int64]:
        """Return the numbers of a split's examples, `(N,)`."""
        import numpy as np

        start = SPLITS.index(split) * _IDS_OF_A_SPLIT
        return start + np.arange(getattr(self, split), dtype=np.int64)
