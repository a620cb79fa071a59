"""Renaming the things that a matrix relates: S_n acting on rows and columns at once."""

from __future__ import annotations

from abc import abstractmethod
from math import factorial
from typing import TYPE_CHECKING, Any, ClassVar, Literal, final

from pydantic import Field as Key

from mezz.component.base import Fault
from mezz.component.symmetry import Elementary, SymmetryType
from mezz.component.types import Field, Invariance, Matrix, State, Value, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.symmetric import Symmetric


class Renaming(Elementary):
    """Permutations of the things along the axis of a matrix."""

    type = SymmetryType.FINITE_GROUP
    acts_on = Matrix
    best = "williams"

    on: str = Key(description="The matrix.")
    size: int = Key(ge=2, le=64, description="How many things its rows and columns stand for, n.")

    @abstractmethod
    def renamed(self, elements: NDArray[Any], values: NDArray[Any], type_: object) -> NDArray[Any]:
        """Return the values of one field as they are after the move, one element an example."""

    @final
    def order(self) -> int:
        """Return n!."""
        return factorial(self.size)

    @final
    def structure(self) -> str:
        """Return `S_n`."""
        return f"S_{self.size}"

    @final
    def group(self) -> Symmetric:
        """Return the symmetric group of n things."""
        from mezz.groups.symmetric import Symmetric

        return Symmetric(self.size)

    @final
    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, another order of the things."""
        return frozenset({Invariance(self.kind, self.on)})

    @final
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return faults where the matrix has another size, or something else shares its axis."""
        matrix = self._matrix(emits)
        if matrix.size != self.size:
            message = f"`{self.on}` is {matrix}, and {self.size} things are to be renamed"
            return (Fault(path=("size",), message=message, help=(f"size: {matrix.size}",)),)
        found = [
            f"`{name}`, which is {type_}, lies on the axis of `{self.on}` and cannot be renamed"
            for name, type_ in emits.fields.items()
            if isinstance(type_, Field | State | Matrix | Vector)
            and type_.axis == matrix.axis
            and not (isinstance(type_, Matrix | Vector) and type_.size == self.size)
        ]
        if self.carries_target(emits) and emits.target.outputs != self.size:
            found.append(f"the target, which is {emits.target}, lies on the axis of `{self.on}`")
        return tuple(Fault(path=("on",), message=message) for message in found)

    @final
    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Rename by `elements`, `(N, n)` int64: thing i becomes thing elements[i]."""
        import numpy as np

        p = np.asarray(elements)
        return examples.moved(
            **{
                name: self.renamed(p, np.asarray(examples.fields[name]), emits.fields[name])
                for name in self.moves(emits)
            }
        )

    @final
    def carries_target(self, emits: Emits) -> bool:
        """Say whether the target lies on the axis of the matrix."""
        target = emits.target
        return isinstance(target, Value) and target.axis == self._matrix(emits).axis

    @final
    def transport(
        self, elements: NDArray[np.generic], answers: NDArray[np.float64], emits: Emits
    ) -> NDArray[np.float64]:
        """Rename the components of a target on the axis, `(N, n)`; any other stays."""
        if not self.carries_target(emits):
            return answers
        from mezz.groups.symmetric import permute

        return permute(elements, answers)

    @final
    def _matrix(self, emits: Emits) -> Matrix:
        matrix = emits.fields[self.on]
        if not isinstance(matrix, Matrix):
            raise TypeError(f"`{self.on}` is {matrix}, not a matrix")
        return matrix


class Conjugation(Renaming):
    """Give the things that a matrix relates other numbers: A -> P A P^T.

    Every matrix on the same axis is conjugated, every vector on it is permuted, and so is the
    target if it lies on it: x of A x = b moves with its equations, eigenvalues stay where they are.
    The canonical form sorts the diagonal; what is equal there is told apart by the vectors on the
    axis and by the off-diagonal entries.
    """

    canonical_form = True
    minimal: ClassVar[dict[str, Any]] = {"on": "A", "size": 4}

    kind: Literal["conjugation"] = "conjugation"

    def twin(self) -> RowPermutation:
        """Return permutations of the rows, which keep singular values and change the rest."""
        return RowPermutation(on=self.on, size=self.size)

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return every vector and matrix on the axis."""
        axis = self._matrix(emits).axis
        return frozenset(
            name
            for name, type_ in emits.fields.items()
            if isinstance(type_, Vector | Matrix) and type_.axis == axis
        )

    def renamed(self, elements: NDArray[Any], values: NDArray[Any], type_: object) -> NDArray[Any]:
        """Return P A P^T of a matrix, P v of a vector."""
        from mezz.groups.conjugation import conjugate
        from mezz.groups.symmetric import permute

        act = conjugate if isinstance(type_, Matrix) else permute
        return act(elements, values)

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return the permutations, `(N, n)` int64, that sort by the diagonal.

        Raises:
            ValueError: a matrix has so many equal orders that the search for the first is given up.
        """
        import numpy as np

        from mezz.groups.labelling import canonical_labelling

        matrix, *others = (self.on, *sorted(self.moves(emits) - {self.on}))
        vectors = [name for name in others if isinstance(emits.fields[name], Vector)]
        relations = [matrix, *(name for name in others if name not in vectors)]
        things = [np.asarray(examples.fields[name]) for name in vectors]
        none = np.empty((len(examples), self.size, 0))
        return canonical_labelling(
            np.stack([np.asarray(examples.fields[name]) for name in relations], axis=3),
            np.stack(things, axis=2) if things else none,
        )


class RowPermutation(Renaming):
    """The twin: rows alone change places, A -> P A, and right-hand sides stay where they are.

    Other equations with the same singular values: neither solutions nor eigenvalues follow.
    """

    canonical_form = False

    kind: Literal["row_permutation"] = "row_permutation"

    def twin(self) -> None:
        """Return nothing: a twin has none."""

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the matrix."""
        return frozenset({self.on})

    def renamed(self, elements: NDArray[Any], values: NDArray[Any], type_: object) -> NDArray[Any]:
        """Return P A."""
        from mezz.groups.symmetric import permute

        return permute(elements, values)

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: no order of the rows is more canonical than another."""
