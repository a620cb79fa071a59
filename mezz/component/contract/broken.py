"""How a promise that is not kept is said, and what counts as equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.examples import Examples

_ROUNDING = 1e-9
"""Relative deviation that arithmetic in double precision may leave."""


class ContractBroken(AssertionError):  # noqa: N818  the words an author reads
    """A component does not keep what components promise."""


def require(kept: bool, otherwise: str) -> None:
    """Raise `ContractBroken` unless a promise is kept."""
    if not kept:
        raise ContractBroken(otherwise)


def close(a: NDArray[Any], b: NDArray[Any], what: str) -> None:
    """Require two arrays to be equal but for rounding, on the scale of the second."""
    import numpy as np

    require(a.shape == b.shape, f"{what}: shapes {a.shape} and {b.shape}")
    if a.size == 0:
        return
    off = float(np.abs(np.asarray(a, np.float64) - np.asarray(b, np.float64)).max())
    scale = max(float(np.abs(np.asarray(b, np.float64)).max()), 1.0)
    require(off <= _ROUNDING * scale, f"{what}: they differ by {off:.1e}")


def close_examples(a: Examples, b: Examples, what: str) -> None:
    """Require two batches to be equal but for rounding."""
    for name, values in b.arrays().items():
        close(a.arrays()[name], values, f"{what}, {name}")


def same_examples(a: Examples, b: Examples, what: str) -> None:
    """Require two batches to be equal to the last bit."""
    import numpy as np

    for name, values in b.arrays().items():
        require(np.array_equal(a.arrays()[name], values), f"{what}: {name} differs")
