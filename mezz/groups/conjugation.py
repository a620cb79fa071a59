"""Matrices whose rows and columns are renamed together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.symmetric import Symmetric

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHUNK = 1 << 15  # entries a pass: the indices of so many stay in the second-level cache


def conjugate(p: NDArray[Any], matrices: NDArray[Any]) -> NDArray[Any]:
    """Rename rows and columns: P A P^T, one permutation a matrix.

    Args:
        p: `(N, n)` permutations; p sends the place i to the place p[i].
        matrices: `(N, n, n)`.

    Returns:
        `(N, n, n)`: (P A P^T)[p[i], p[j]] = A[i, j].
    """
    p = np.asarray(p)
    n = p.shape[1]
    source = Symmetric(n).inverse(p)
    flat = np.ascontiguousarray(matrices).reshape(-1)
    moved = np.empty_like(flat)
    step = max(1, _CHUNK // (n * n))
    for start in range(0, len(p), step):
        rows = source[start : start + step]
        matrix = np.arange(start, start + len(rows)) * n
        entries = ((matrix[:, np.newaxis] + rows) * n)[:, :, np.newaxis] + rows[:, np.newaxis, :]
        place = slice(start * n * n, (start + len(rows)) * n * n)
        # All indices are right by construction; to clip them is cheaper than to check them.
        np.take(flat, entries.reshape(-1), out=moved[place], mode="clip")
    return moved.reshape(matrices.shape)


def trace_powers(matrices: NDArray[Any], powers: int) -> NDArray[np.float64]:
    """Return what no renaming changes: tr A, tr A^2, ..., tr A^powers and max |A_ij|.

    Args:
        matrices: `(N, n, n)`.
        powers: the highest power, at least 1.

    Returns:
        `(N, powers + 1)` float64; row i depends on matrix i only, to the last bit.
    """
    matrices = np.ascontiguousarray(matrices, dtype=np.float64)
    count = len(matrices)
    flat = matrices.reshape(count, -1)
    # tr B A is the sum of B_ij A_ji: one product less than the power itself.
    turned = np.ascontiguousarray(matrices.transpose(0, 2, 1)).reshape(count, -1)
    diagonal = np.ascontiguousarray(np.einsum("nii->ni", matrices))
    found = [diagonal.sum(axis=1)]
    power = matrices
    for exponent in range(2, powers + 1):
        found.append((power.reshape(count, -1) * turned).sum(axis=1))
        power = power @ matrices if exponent < powers else power
    return np.stack([*found, np.abs(flat).max(axis=1)], axis=1)
