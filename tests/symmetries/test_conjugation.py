from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import (
    Angle,
    Emits,
    Field,
    Invariance,
    Label,
    Matrix,
    Scalar,
    State,
    Value,
    Vector,
)
from mezz.symmetries.conjugation import Conjugation, RowPermutation
from mezz.worlds.eigenvalues import Eigenvalues
from mezz.worlds.linear_system import LinearSystem

if TYPE_CHECKING:
    from mezz.component.symmetry import Symmetry

SYSTEMS = LinearSystem(size=4, train=4, unlabelled=0, validation=2, test=24)
SPECTRA = Eigenvalues(size=4, train=4, unlabelled=0, validation=2, test=24)
S_4 = Conjugation(on="A", size=4)
ROWS = RowPermutation(on="A", size=4)


def matrices_of(examples: Examples) -> list[np.ndarray]:
    """Return the permutation matrices of all of S_4, one an example."""
    found = []
    for p in S_4.group().elements()[: len(examples)]:
        matrix = np.zeros((4, 4))
        matrix[p, np.arange(4)] = 1
        found.append(matrix)
    return found


def test_matrix_vector_and_solution_move_together() -> None:
    drawn, emits = SYSTEMS.sample("test"), SYSTEMS.emits()
    p = S_4.group().elements()
    moved = S_4.act(p, drawn, emits)
    carried = S_4.transport(p, drawn.target.astype(float), emits)
    for at, matrix in enumerate(matrices_of(drawn)):
        assert np.array_equal(moved.fields["A"][at], matrix @ drawn.fields["A"][at] @ matrix.T)
        assert np.array_equal(moved.fields["b"][at], matrix @ drawn.fields["b"][at])
        assert np.array_equal(carried[at], matrix @ drawn.target[at])


@pytest.mark.parametrize("size", [2, 4, 6])
@pytest.mark.parametrize("world", [LinearSystem, Eigenvalues])
def test_the_oracle_of_a_moved_example_is_the_transported_truth(
    world: type[LinearSystem | Eigenvalues], size: int
) -> None:
    more: dict[str, Any] = {"smallest": 2} if world is Eigenvalues else {}
    here = world(size=size, train=2, unlabelled=0, validation=2, test=200, **more)
    drawn, emits = here.sample("test"), here.emits()
    symmetry = Conjugation(on="A", size=size)
    rng = np.random.default_rng(0)
    p = symmetry.group().from_uniform(rng.random((200, size)))
    truth = here.oracle(symmetry.act(p, drawn, emits))
    assert np.allclose(
        truth, symmetry.transport(p, drawn.target.astype(float), emits), rtol=0, atol=1e-10
    )


def test_eigenvalues_stay_where_they_are() -> None:
    drawn, emits = SPECTRA.sample("test"), SPECTRA.emits()
    target = drawn.target.astype(float)
    assert not S_4.carries_target(emits)
    assert S_4.transport(S_4.group().elements(), target, emits) is target


@pytest.mark.parametrize("world", [SYSTEMS, SPECTRA], ids=["linear_system", "eigenvalues"])
def test_the_twin_moves_the_truth_of_both_worlds(world: LinearSystem | Eigenvalues) -> None:
    drawn, emits = world.sample("test"), world.emits()
    p = np.broadcast_to([1, 2, 3, 0], (24, 4))
    truth = world.oracle(ROWS.act(p, drawn, emits))
    due = ROWS.transport(p, drawn.target.astype(float), emits)
    still = drawn.target.astype(float)
    spread = still.std(axis=0).mean()
    assert np.sqrt(np.square(truth - due).mean()) > 0.3 * spread
    assert np.sqrt(np.square(truth - still).mean()) > 0.3 * spread


def test_the_twin_has_the_order_and_the_singular_values_of_its_original() -> None:
    drawn, emits = SYSTEMS.sample("test"), SYSTEMS.emits()
    twin = S_4.twin()
    assert twin == ROWS
    assert (twin.order(), twin.structure(), twin.design()) == (24, "S_4", S_4.design())
    assert twin.carries_target(emits) is S_4.carries_target(emits) is True
    moved = twin.act(twin.group().elements(), drawn, emits)
    assert np.array_equal(moved.fields["b"], drawn.fields["b"])
    before, after = (
        np.linalg.svd(each.fields["A"].astype(float), compute_uv=False) for each in (drawn, moved)
    )
    assert np.allclose(before, after, rtol=1e-12)
    own: Symmetry = twin
    assert own.twin() is None
    assert own.canonical(drawn, emits) is None
    assert not twin.has_canonical_form()


def test_the_canonical_form_sorts_the_diagonal() -> None:
    drawn, emits = SYSTEMS.sample("test"), SYSTEMS.emits()
    form = S_4.act(S_4.canonical(drawn, emits), drawn, emits)
    diagonal = np.einsum("nii->ni", form.fields["A"].astype(float))
    assert (np.diff(diagonal, axis=1) > 0).all()


def test_equal_diagonal_entries_are_told_apart_by_the_vector() -> None:
    emits = SYSTEMS.emits()
    p = S_4.group().elements()
    matrix, vector = np.eye(4) + 1, np.array([3.0, 1.0, 2.0, 0.5])
    ids = np.arange(24)
    plain = Examples(
        {"A": np.broadcast_to(matrix, (24, 4, 4)), "b": np.broadcast_to(vector, (24, 4))},
        np.zeros((24, 4)),
        ids,
        ids,
    )
    views = S_4.act(p, plain, emits)
    form = S_4.act(S_4.canonical(views, emits), views, emits)
    assert np.array_equal(form.fields["b"], np.broadcast_to([0.5, 1.0, 2.0, 3.0], (24, 4)))
    assert np.array_equal(form.fields["A"], plain.fields["A"])


def test_sparse_matrices_with_ties_have_one_form_in_all_views() -> None:
    world = Eigenvalues(
        size=5, structure="sparse", density=0.3, train=2, unlabelled=0, validation=2, test=60
    )
    symmetry, emits = Conjugation(on="A", size=5), world.emits()
    drawn = world.sample("test")
    diagonal = np.einsum("nii->ni", drawn.fields["A"].astype(float))
    assert ((diagonal == 0).sum(axis=1) > 1).mean() > 0.9
    plain = symmetry.act(symmetry.canonical(drawn, emits), drawn, emits).fields["A"]
    for p in symmetry.group().elements()[::7]:
        view = symmetry.act(np.broadcast_to(p, (60, 5)), drawn, emits)
        form = symmetry.act(symmetry.canonical(view, emits), view, emits).fields["A"]
        assert np.array_equal(form, plain)


def test_two_matrices_on_one_axis_are_conjugated_together() -> None:
    emits = Emits({"A": Matrix(4), "B": Matrix(4), "C": Matrix(4, "j")}, Value(("y",)))
    rng = np.random.default_rng(0)
    p, ids = S_4.group().elements(), np.arange(24)
    second = rng.normal(size=(4, 4))
    fields = {"A": np.ones((4, 4)), "B": second, "C": second}
    plain = Examples(
        {name: np.broadcast_to(each, (24, 4, 4)) for name, each in fields.items()},
        np.zeros((24, 1)),
        ids,
        ids,
    )
    assert S_4.moves(emits) == {"A", "B"}
    view = S_4.act(p, plain, emits)
    form = S_4.act(S_4.canonical(view, emits), view, emits)
    assert len(np.unique(view.fields["B"], axis=0)) == 24
    assert len(np.unique(form.fields["B"], axis=0)) == 1
    assert np.array_equal(form.fields["C"], plain.fields["C"])


def test_it_declares_a_symmetric_group() -> None:
    symmetry = Conjugation(on="A", size=64)
    assert (symmetry.order(), symmetry.structure()) == (factorial(64), "S_64")
    assert symmetry.type is SymmetryType.FINITE_GROUP
    assert symmetry.design() == "williams"
    assert S_4.changes() == {Invariance("conjugation", "A")}
    assert S_4.moves(SYSTEMS.emits()) == {"A", "b"}
    assert S_4.faults(SYSTEMS.emits()) == S_4.faults(SPECTRA.emits()) == ()


def test_another_size_is_a_fault_that_says_the_right_one() -> None:
    (fault,) = Conjugation(on="A", size=6).faults(SYSTEMS.emits())
    assert fault.path == ("size",)
    assert fault.message == "`A` is Matrix[i=4, i=4], and 6 things are to be renamed"
    assert fault.help == ("size: 4",)


@pytest.mark.parametrize(
    "other",
    [Vector(5, "i"), Matrix(3, "i"), Field((4,), "i"), State(("a", "b", "c", "d"), "i")],
    ids=lambda type_: type_.word(),
)
def test_what_shares_the_axis_and_cannot_be_renamed_is_a_fault(other: Field) -> None:
    emits = Emits({"A": Matrix(4, "i"), "other": other, "s": Scalar()}, Label(("no", "yes")))
    (fault,) = S_4.faults(emits)
    assert "`other`" in fault.message
    assert fault.path == ("on",)


def test_a_target_on_the_axis_with_another_length_is_a_fault() -> None:
    emits = Emits({"A": Matrix(4, "i")}, Value(("x", "y"), axis="i"))
    (fault,) = S_4.faults(emits)
    assert fault.message == "the target, which is Value[2], lies on the axis of `A`"


def test_what_is_no_matrix_has_no_rows() -> None:
    with pytest.raises(TypeError, match=r"`A` is Angle\(2 pi\), not a matrix"):
        S_4.moves(Emits({"A": Angle()}, Value(("y",))))


@pytest.mark.parametrize("size", ["1", "65", "4.0", '"4"'])
def test_there_are_two_to_sixty_four_things(size: str) -> None:
    with pytest.raises(ValidationError):
        Conjugation.model_validate_json(f'{{"on": "A", "size": {size}}}')
