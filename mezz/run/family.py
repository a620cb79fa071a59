"""The views of a batch of inputs, under a symmetry of mezz or under transforms of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import Angle, Emits, Field, Matrix, Scalar, Series, Value, Vector
from mezz.groups.cyclic import Cyclic
from mezz.groups.group import Group
from mezz.groups.plan import plan_views
from mezz.groups.views import draw_views
from mezz.learn.randomness import Stream
from mezz.run.frame import brought_home

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from mezz.component.symmetry import Symmetry
    from mezz.component.types import DomainType, TargetType
    from mezz.groups.plan import ViewPlan

    Count = int | Literal["exact"]

FEWEST = 2


@dataclass(frozen=True, slots=True)
class Family:
    """How views are made.

    Attributes:
        structure: how the family is written.
        kind: what it may be called.
        plan: how many views, and how they are drawn.
        plain: the inputs as they are, with all parts of the field that moves.
        view: returns view k of all inputs, in the form in which they came.
        home: maps answers to view k, `(N, C)`, back to the inputs' own frame.
        returned: returns the inputs after a move there and back; None where nothing inverts.
    """

    structure: str
    kind: str
    plan: ViewPlan
    plain: Any
    view: Callable[[int], Any]
    home: Callable[[int, NDArray[np.float64]], NDArray[np.float64]]
    returned: Callable[[], Any] | None


def size_of(inputs: Any) -> int:
    """Return N.

    Raises:
        ValueError: a mapping without arrays, or with arrays of different lengths.
    """
    if not isinstance(inputs, Mapping):
        return len(inputs)
    lengths = {name: len(values) for name, values in inputs.items()}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"all fields hold the same examples, and these differ: {lengths}")
    return next(iter(lengths.values()))


def of_symmetry(
    symmetry: Symmetry,
    inputs: Any,
    k: Count,
    seed: int,
    types: Mapping[str, DomainType],
    answer: TargetType | None = None,
) -> Family:
    """Return the views under a symmetry of mezz.

    `answer` is what is answered, where that moves with the input.

    Raises:
        ValueError: the inputs are no fields, the symmetry cannot act on them, or k does not fit.
    """
    examples, emits = _as_examples(symmetry, inputs, types, answer or Value(("answer",)))
    group = symmetry.group()
    plan = plan_views(symmetry.order(), k, "auto")
    elements = draw_views(group, plan, len(examples), _uniform(seed, examples.ids))

    def view(at: int) -> dict[str, Any]:
        return dict(symmetry.act(elements[at], examples, emits).fields)

    def returned() -> dict[str, Any]:
        assert isinstance(group, Group)
        there = symmetry.act(elements[-1], examples, emits)
        return dict(symmetry.act(group.inverse(elements[-1]), there, emits).fields)

    def home(at: int, answers: NDArray[np.float64]) -> NDArray[np.float64]:
        return brought_home(symmetry, elements[at], answers, emits)

    back = returned if isinstance(group, Group) else None
    plain = dict(examples.fields)
    return Family(symmetry.structure(), symmetry.family().value, plan, plain, view, home, back)


def of_transforms(
    transforms: Sequence[Callable[[Any], Any]], inputs: Any, k: Count, seed: int
) -> Family:
    """Return the views under transforms, each of which maps a batch to a batch.

    Raises:
        ValueError: fewer than two transforms, or more views than transforms.
    """
    order, n = len(transforms), size_of(inputs)
    if order < FEWEST:
        raise ValueError(f"a family has at least {FEWEST} transforms, not {order}")
    plan = plan_views(order, k, "auto")
    chosen = draw_views(Cyclic(order), plan, n, _uniform(seed, np.arange(n)))
    moved: list[Any] = []

    def view(at: int) -> Any:
        if plan.how == "exact":
            return transforms[at](inputs)
        if not moved:
            moved.extend(transform(inputs) for transform in transforms)
        return _rows_of(moved, chosen[at])

    def home(at: int, answers: NDArray[np.float64]) -> NDArray[np.float64]:
        return answers

    kind = SymmetryType.NUISANCE.value
    return Family(f"{order} transforms", kind, plan, inputs, view, home, None)


def _rows_of(moved: list[Any], chosen: NDArray[np.int64]) -> Any:
    """Return example i as transform `chosen[i]` left it."""
    if isinstance(moved[0], Mapping):
        return {name: _rows_of([one[name] for one in moved], chosen) for name in moved[0]}
    return np.stack([np.asarray(one) for one in moved])[chosen, np.arange(len(chosen))]


def _uniform(seed: int, ids: NDArray[np.int64]) -> Callable[[int, int], NDArray[np.float64]]:
    stream = Stream(seed, "view", "measure")

    def uniform(view: int, dims: int) -> NDArray[np.float64]:
        return stream.uniform(ids, dims, view)

    return uniform


def _as_examples(
    symmetry: Symmetry, inputs: Any, types: Mapping[str, DomainType], answer: TargetType
) -> tuple[Examples, Emits]:
    """Dress the fields as examples of a world that emits them."""
    kind = symmetry.kind
    if not isinstance(inputs, Mapping):
        raise ValueError(f"`{kind}` acts on named fields: give a mapping of arrays")
    fields = {name: np.asarray(values) for name, values in inputs.items()}
    acted = {part.on: part.acts_on for part in symmetry.parts()}
    known = {
        name: types.get(name) or _type_of(values, acted.get(name))
        for name, values in fields.items()
        if "." not in name
    }
    n = size_of(fields)
    for on, wanted in acted.items():
        if on not in fields:
            raise ValueError(f"`{kind}` acts on `{on}`, and the inputs are {sorted(fields)}")
        if not isinstance(known[on], wanted):
            raise ValueError(f"`{kind}` acts on {wanted.word()}, and `{on}` is {known[on]}")
        for companion in known[on].parts:
            fields.setdefault(f"{on}.{companion}", np.zeros(n, np.int64))
    for on in acted:
        for name in sorted(fields.keys() - acted.keys() - types.keys()):
            _refuse_doubt(name, fields[name].shape[1:], on, known[on])
    emits = Emits(fields=known, target=answer)
    wrong = symmetry.faults(emits)
    if wrong:
        raise ValueError(wrong[0].message)
    ids = np.arange(n, dtype=np.int64)
    return Examples(fields, np.zeros((n, 1)), ids, ids), emits


def _refuse_doubt(name: str, shape: tuple[int, ...], on: str, type_: DomainType) -> None:
    """Refuse a field of which nobody says whether it lies on the axis that is renamed.

    Raises:
        ValueError: it has as many entries as the axis.
    """
    size = type_.grid if isinstance(type_, Field) else ()
    if isinstance(type_, Matrix | Vector):
        size = (type_.size,)
    if not size or shape[: len(size)] != size:
        return
    axis = getattr(type_, "axis", "")
    word = "Vector" if len(shape) == 1 and len(size) == 1 else type_.word()
    raise ValueError(
        f"`{name}` may lie on the axis `{axis}` of `{on}` and move along with it: "
        f'types={{"{name}": {word}(..., axis="{axis}")}} says so, another axis that it does not'
    )


def _type_of(values: NDArray[Any], acted: type[DomainType] | None) -> DomainType:
    """Return the type that an array's shape tells, as far as a symmetry needs to know it."""
    shape = values.shape[1:]
    if acted is Angle and not shape:
        return Angle()
    if acted is Series and len(shape) == 2:
        return Series(shape[0], tuple(f"column {at}" for at in range(shape[1])))
    if acted is Matrix and len(shape) == 2 and shape[0] == shape[1]:
        return Matrix(shape[0])
    if acted is Vector and len(shape) == 1:
        return Vector(shape[0])
    if acted is Field and shape:
        return Field(shape)
    return Scalar()
