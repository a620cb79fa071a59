"""The smallest eigenvalues of symmetric matrices: the same however rows and columns are numbered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from mezz.component.base import Rows
from mezz.component.examples import Examples
from mezz.component.generated import MOST, Generated
from mezz.component.types import Emits, Matrix, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split
    from mezz.learn.randomness import Stream

    Matrices = NDArray[np.float64]

_DENSITY = 0.5

_REFERENCE = 4_096
"""Matrices whose eigenvalues say what a z-score of 0 and of 1 is."""

_POWERS = 3
"""The highest power of A whose trace the baseline reads."""


class Eigenvalues(Generated):
    """Random symmetric matrices A = (M + M^T) / 2, M standard normal, and their smallest eigenvalues.

    `sparse` keeps each entry on and above the diagonal with probability `density`, independently,
    and its mirror image with it. The target is the `smallest` eigenvalues in ascending order, each
    as a z-score: minus the mean and over the standard deviation of 4,096 reference matrices of the
    same ensemble, which are the same for every seed and belong to no split.

    Renumbering rows and columns together changes nothing: the eigenvalues of P A P^T are those of
    A. Of a matrix that is not symmetric, the oracle takes the symmetric part. The baseline
    `invariants` is a linear fit on four numbers that share the symmetry: tr A, tr A^2, tr A^3 and
    max |A_ij|.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "size": 4,
        "train": 40,
        "unlabelled": 40,
        "validation": 20,
        "test": 20,
    }

    kind: Literal["eigenvalues"] = "eigenvalues"
    validation: int = Field(2_000, ge=2, le=MOST, description="Examples to stop a fit by.")
    size: int = Field(6, ge=2, le=64, description="Rows and columns, n.")
    smallest: int = Field(3, ge=1, le=64, description="Eigenvalues that are asked for.")
    structure: Literal["dense", "sparse"] = Field(
        "dense", description="Whether some entries are 0."
    )
    density: float | None = Field(
        None, ge=0.05, lt=1, description="Share of entries that `sparse` keeps, 0.5 by default."
    )

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.smallest > self.size:
            raise ValueError("a matrix has as many eigenvalues as rows: `smallest` exceeds `size`")
        if self.structure == "dense" and self.density is not None:
            raise ValueError("`density` belongs to `structure: sparse`")
        return self

    def emits(self) -> Emits:
        """Return A and its smallest eigenvalues, which lie on no axis of A."""
        return Emits(
            fields={"A": Matrix(self.size, "i")},
            target=Value(tuple(f"lambda_{at}" for at in range(1, self.smallest + 1))),
            oracle=True,
            baselines=("invariants",),
        )

    def probe(self) -> Rows:
        """Return the sizes: a generated world has as many rows as are asked for."""
        return Rows(sizes=self.asked())

    def sample(self, split: Split) -> Examples:
        """Draw A, `(N, n, n)`, and find its smallest eigenvalues, `(N, smallest)` z-scores."""
        from mezz.learn.randomness import Stream

        ids = self.ids(split)
        a = _drawn(Stream(self.seed, "eigenvalues"), ids, self.size, self._kept())
        return Examples({"A": a}, self._scored(a), ids, ids)

    def oracle(self, examples: Examples) -> NDArray[np.float64]:
        """Return the z-scored eigenvalues, `(N, smallest)`, of examples in any view."""
        import numpy as np

        return self._scored(np.asarray(examples.fields["A"], np.float64))

    def scale(self, examples: Examples) -> None:
        """Return None: z-scores share one scale."""

    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[np.float64]:
        """Predict `(N, smallest)` by least squares on four invariants and a constant.

        Raises:
            ValueError: there is no baseline of that name.
        """
        import numpy as np

        if name not in self.emits().baselines:
            raise ValueError(f"world `eigenvalues` has no baseline `{name}`")
        target = np.asarray(train.target, np.float64)
        weights = np.linalg.lstsq(_invariants(train), target, rcond=None)[0]
        return np.asarray(_invariants(examples) @ weights)

    def _kept(self) -> float:
        return (self.density or _DENSITY) if self.structure == "sparse" else 1.0

    def _scored(self, a: Matrices) -> NDArray[np.float64]:
        mean, deviation = _reference(self.size, self._kept())
        wanted = slice(0, self.smallest)
        return (_spectra(a)[:, wanted] - mean[wanted]) / deviation[wanted]


def _drawn(stream: Stream, ids: NDArray[np.int64], n: int, kept: float) -> Matrices:
    """Draw symmetric matrices, `(N, n, n)`, of which a share `kept` of the entries is not 0."""
    import numpy as np

    m = stream.child("entries").normal(ids, n * n).reshape(-1, n, n)
    a = (m + np.swapaxes(m, 1, 2)) / 2
    if kept < 1:
        upper = np.triu(stream.child("pattern").uniform(ids, n * n).reshape(-1, n, n) < kept)
        a = np.where(upper | np.swapaxes(upper, 1, 2), a, 0.0)
    return np.asarray(a)


def _spectra(a: Matrices) -> NDArray[np.float64]:
    """Return all eigenvalues of the symmetric parts, `(N, n)`, in ascending order."""
    import numpy as np

    return np.asarray(np.linalg.eigvalsh((a + np.swapaxes(a, 1, 2)) / 2))


@lru_cache(maxsize=16)
def _reference(n: int, kept: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and standard deviation of each eigenvalue, `(n,)`, over the reference matrices."""
    import numpy as np

    from mezz.learn.randomness import Stream

    stream = Stream(0, "eigenvalues", "reference")
    spectra = _spectra(_drawn(stream, np.arange(_REFERENCE, dtype=np.int64), n, kept))
    return spectra.mean(axis=0), spectra.std(axis=0)


def _invariants(examples: Examples) -> NDArray[np.float64]:
    """Return the regressors, `(N, 5)`: a constant, tr A, tr A^2, tr A^3 and max |A_ij|."""
    import numpy as np

    from mezz.groups.conjugation import trace_powers

    found = trace_powers(np.asarray(examples.fields["A"], np.float64), _POWERS)
    return np.concatenate([np.ones((len(found), 1)), found], axis=1)
