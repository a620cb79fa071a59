"""Linear equations A x = b: the solution moves with the numbering of the unknowns."""

from __future__ import annotations

from math import comb
from pathlib import Path  # noqa: TC003  pydantic reads it at run time
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from mezz.component.base import Fault, Rows
from mezz.component.examples import Examples
from mezz.component.failure import BadData
from mezz.component.generated import MOST, Generated
from mezz.component.matrix_file import MatrixFile, principal, subsets
from mezz.component.types import Emits, Matrix, Value, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split

    Matrices = NDArray[np.float64]

_CONDITION = 10.0
_RIDGE = 1e-3

_ATTEMPTS = 64
"""Submatrices of a file that are drawn for one example before it is given up."""

_DEGREE = 2
"""The highest power of A in the fitted combination of b, A b, A^2 b."""


class LinearSystem(Generated):
    """Systems A x = b of n equations; A and b are given, x is asked for.

    `spectral`: A = Q diag(lambda) Q^T with Q uniform among the orthogonal matrices and lambda
    log-uniform in [1, condition], so that no system is worse conditioned than that. `gram`:
    A = M^T M + ridge I with standard normal M; its smallest eigenvalues lie near 0, and a few huge
    solutions carry every mean. With a `path`, A is a random principal submatrix of the matrix in a
    Matrix Market file, in random order, drawn again while its condition number exceeds
    `condition`. In each, b points in a uniform direction and has length sqrt(n).

    All numberings of the unknowns are as good: (P A P^T)(P x) = P b. Squared errors count relative
    to |x|^2, so that predicting 0 has the error 1. Baselines: `zero`; `jacobi`, b_i / A_ii; and
    `krylov`, the fixed combination of b, A b and A^2 b that is best on the training rows.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "size": 4,
        "train": 40,
        "unlabelled": 40,
        "validation": 20,
        "test": 20,
    }

    kind: Literal["linear_system"] = "linear_system"
    validation: int = Field(2_000, ge=2, le=MOST, description="Examples to stop a fit by.")
    size: int = Field(6, ge=2, le=64, description="Unknowns, n.")
    ensemble: Literal["spectral", "gram"] = Field(
        "spectral", description="How A is drawn; `gram` has heavy tails."
    )
    condition: float | None = Field(
        None, gt=1, le=1e8, description="Largest condition number, 10 by default; not for `gram`."
    )
    ridge: float | None = Field(
        None, gt=0, description="What `gram` adds to the diagonal, 0.001 by default."
    )
    path: Path | None = Field(
        None,
        description="A Matrix Market file, relative to the spec's folder; instead of `ensemble`.",
    )

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        gram = self.ensemble == "gram"
        if gram and self.path is not None:
            raise ValueError("matrices come from `path` or from `ensemble: gram`, not from both")
        if gram and self.condition is not None:
            raise ValueError("`gram` knows no bound of the condition: leave `condition` out")
        if not gram and self.ridge is not None:
            raise ValueError("`ridge` belongs to `ensemble: gram`")
        return self

    def emits(self) -> Emits:
        """Return A, b and the target x on one axis; the oracle solves."""
        return Emits(
            fields={"A": Matrix(self.size, "i"), "b": Vector(self.size, "i")},
            target=Value(tuple(f"x_{at}" for at in range(1, self.size + 1)), axis="i"),
            oracle=True,
            baselines=("zero", "jacobi", "krylov"),
            measures=("residual",),
            heavy_tails="ensemble" if self.ensemble == "gram" else "",
        )

    def probe(self) -> Rows:
        """Return the sizes; of a file, its digest, and whether it has enough submatrices.

        Raises:
            Unavailable: there is no such file.
        """
        sizes = self.asked()
        if self.path is None:
            return Rows(sizes=sizes)
        file = MatrixFile(self.path)
        digest = file.digest()
        try:
            shortage = self._shortage(file.name, file.size())
        except BadData as error:
            shortage = (Fault(path=("path",), message=str(error), code="MZ305"),)
        return Rows(sizes=sizes, content=digest, shortage=shortage)

    def sample(self, split: Split) -> Examples:
        """Draw A `(N, n, n)` and b `(N, n)`, and solve for x `(N, n)`.

        Raises:
            BadData: the file cannot be used, or its submatrices are too badly conditioned.
            Unavailable: there is no such file.
        """
        import numpy as np

        from mezz.learn.randomness import Stream

        ids = self.ids(split)
        a = self._matrices(ids)
        b = Stream(self.seed, "linear_system", "b").normal(ids, self.size)
        b *= np.sqrt(self.size / np.square(b).sum(axis=1, keepdims=True))
        return Examples({"A": a, "b": b}, _solved(a, b), ids, ids)

    def oracle(self, examples: Examples) -> NDArray[np.float64]:
        """Return the solutions, `(N, n)`, of examples in any view."""
        return _solved(*_parts(examples))

    def scale(self, examples: Examples) -> NDArray[np.float64]:
        """Return 1 / |x|^2, `(N,)`: errors count relative to the solution."""
        import numpy as np

        return np.asarray(1 / np.square(np.asarray(examples.target, np.float64)).sum(axis=1))

    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[np.float64]:
        """Predict `(N, n)` with 0, with the diagonal alone, or with powers of A.

        Raises:
            ValueError: there is no baseline of that name.
        """
        import numpy as np

        if name not in self.emits().baselines:
            raise ValueError(f"world `linear_system` has no baseline `{name}`")
        a, b = _parts(examples)
        if name == "zero":
            return np.zeros_like(b)
        if name == "jacobi":
            diagonal = np.einsum("nii->ni", a)
            found = np.zeros_like(b)
            np.divide(b, diagonal, out=found, where=diagonal != 0)
            return found
        basis = _krylov(*_parts(train))
        weight = np.sqrt(self.scale(train))[:, np.newaxis]
        known = (basis * weight[:, :, np.newaxis]).reshape(-1, _DEGREE + 1)
        length = np.linalg.norm(known, axis=0)
        solution = (np.asarray(train.target, np.float64) * weight).reshape(-1)
        weights = np.linalg.lstsq(known / length, solution, rcond=None)[0] / length
        return np.asarray(_krylov(a, b) @ weights)

    def _bound(self) -> float:
        return self.condition or _CONDITION

    def _matrices(self, ids: NDArray[np.int64]) -> Matrices:
        """Draw A, one an example."""
        import numpy as np

        from mezz.learn.randomness import Stream

        if self.path is not None:
            return self._submatrices(MatrixFile(self.path), ids)
        n = self.size
        drawn = Stream(self.seed, "linear_system", "A").normal(ids, n * n).reshape(-1, n, n)
        if self.ensemble == "gram":
            return _even(np.swapaxes(drawn, 1, 2) @ drawn + (self.ridge or _RIDGE) * np.eye(n))
        q, r = np.linalg.qr(drawn)
        # Without these signs the orthogonal matrices would not be uniform: F. Mezzadri, "How to
        # generate random matrices from the classical compact groups", Notices AMS 54:592 (2007).
        q *= np.where(np.einsum("nii->ni", r) < 0, -1.0, 1.0)[:, np.newaxis, :]
        share = Stream(self.seed, "linear_system", "spectrum").uniform(ids, n)
        spectrum = self._bound() ** share
        return _even((q * spectrum[:, np.newaxis, :]) @ np.swapaxes(q, 1, 2))

    def _submatrices(self, file: MatrixFile, ids: NDArray[np.int64]) -> Matrices:
        """Draw principal submatrices of a file until all are conditioned well enough."""
        import numpy as np

        from mezz.learn.randomness import Stream

        file.digest()  # a file that is not there is said to be unavailable, and not bad
        whole = file.read()
        if shortage := self._shortage(file.name, whole.shape[0]):
            raise BadData(shortage[0].message)
        stream = Stream(self.seed, "linear_system", "rows")
        found = np.empty((len(ids), self.size, self.size))
        left = np.arange(len(ids))
        for attempt in range(_ATTEMPTS):
            places = subsets(stream.uniform(ids[left], self.size, attempt), whole.shape[0])
            drawn = principal(whole, places)
            values = np.linalg.svd(drawn, compute_uv=False)
            sound = (values[:, -1] > 0) & (values[:, 0] <= self._bound() * values[:, -1])
            found[left[sound]] = drawn[sound]
            left = left[~sound]
            if not len(left):
                return found
        raise BadData(
            f"{file.name}: {_ATTEMPTS} random principal submatrices of size {self.size} in a row "
            f"have condition numbers above {self._bound():g}; raise `condition`"
        )

    def _shortage(self, name: str, rows: int) -> tuple[Fault, ...]:
        """Say where a matrix has fewer principal submatrices than examples are asked for."""
        asked = sum(self.asked().values())
        there = comb(rows, self.size)
        if there >= asked:
            return ()
        message = (
            f"the splits ask for {asked} systems, and the matrix of {name}, of size {rows}, has "
            f"{there} principal submatrices of size {self.size}"
        )
        return (Fault(path=("path",), message=message, help=("a larger matrix, or fewer rows",)),)


def _even(matrices: Matrices) -> Matrices:
    """Return the matrices made symmetric to the last bit."""
    import numpy as np

    return np.asarray((matrices + np.swapaxes(matrices, 1, 2)) / 2)


def _parts(examples: Examples) -> tuple[Matrices, NDArray[np.float64]]:
    """Return A `(N, n, n)` and b `(N, n)`."""
    import numpy as np

    a, b = (np.asarray(examples.fields[name], np.float64) for name in ("A", "b"))
    return a, b


def _solved(a: Matrices, b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x with A x = b, `(N, n)`, by LAPACK's elimination with partial pivoting."""
    import numpy as np

    return np.asarray(np.linalg.solve(a, b[:, :, np.newaxis])[:, :, 0])


def _krylov(a: Matrices, b: NDArray[np.float64]) -> Matrices:
    """Return b, A b, A^2 b side by side, `(N, n, 3)`."""
    import numpy as np

    basis = [b[:, :, np.newaxis]]
    for _ in range(_DEGREE):
        basis.append(a @ basis[-1])
    return np.concatenate(basis, axis=2)
