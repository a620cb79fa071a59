from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import linalg, sparse, stats
from scipy.io import mmwrite

from mezz.component.failure import BadData, Unavailable
from mezz.worlds.linear_system import LinearSystem

if TYPE_CHECKING:
    from pathlib import Path

SMALL = LinearSystem(train=300, unlabelled=0, validation=50, test=200)
SIZES: dict[str, Any] = {"train": 20, "unlabelled": 0, "validation": 10, "test": 30}


def parts(world: LinearSystem) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    drawn = world.sample("test")
    a, b = (drawn.fields[name].astype(np.float64) for name in ("A", "b"))
    return a, b, drawn.target.astype(np.float64)


def laplacian(side: int) -> sparse.sparray:
    """Return minus the Laplacian of a square grid: positive definite, sparse, with many ties."""
    line = sparse.diags_array([-1.0, 2.0, -1.0], offsets=[-1, 0, 1], shape=(side, side))
    return sparse.kronsum(line, line)


def written(folder: Path, matrix: object, name: str = "grid.mtx") -> Path:
    mmwrite(folder / name, matrix)
    return folder / name


def test_targets_are_the_solutions_that_cholesky_finds() -> None:
    for matrix, vector, solution in zip(*parts(SMALL), strict=True):
        assert linalg.cho_solve(linalg.cho_factor(matrix), vector) == pytest.approx(
            solution, abs=1e-12
        )


def test_matrices_are_symmetric_and_conditioned_as_declared() -> None:
    a, _, _ = parts(SMALL)
    assert np.array_equal(a, a.transpose(0, 2, 1))
    spectra = np.linalg.eigvalsh(a)
    assert spectra.min() >= 1 - 1e-12
    assert spectra.max() <= 10 + 1e-12
    spectra = np.linalg.eigvalsh(parts(SMALL.model_copy(update={"condition": 100.0}))[0])
    assert 50 < spectra.max() <= 100 + 1e-10


def test_eigenvalues_are_uniform_in_their_logarithm() -> None:
    spectra = np.linalg.eigvalsh(parts(SMALL)[0])
    assert stats.kstest(np.log10(spectra).ravel(), "uniform").pvalue > 1e-3


def test_eigenvectors_have_no_preferred_direction() -> None:
    world = SMALL.model_copy(update={"test": 4000})
    vectors = np.linalg.eigh(parts(world)[0])[1]
    # The square of a component of a uniform unit vector has the law Beta(1/2, (n - 1)/2).
    law = stats.beta(0.5, 2.5)
    for row, column in ((0, 0), (3, 1), (5, 5)):
        assert stats.kstest(np.square(vectors[:, row, column]), law.cdf).pvalue > 1e-3


def test_right_hand_sides_have_one_length() -> None:
    _, b, _ = parts(SMALL)
    assert np.allclose(np.linalg.norm(b, axis=1), np.sqrt(6), rtol=1e-14)


def test_errors_count_relative_to_the_solution() -> None:
    drawn = SMALL.sample("test")
    missed = np.square(drawn.target.astype(float)).sum(axis=1)
    assert np.allclose(SMALL.scale(drawn) * missed, 1, rtol=1e-14)


def test_the_oracle_solves_what_is_not_symmetric_as_well() -> None:
    drawn = SMALL.sample("test")
    a = drawn.fields["A"].astype(float) + np.triu(np.ones((6, 6)), 1)
    found = SMALL.oracle(drawn.moved(A=a))
    for matrix, vector, solution in zip(a, drawn.fields["b"], found, strict=True):
        assert matrix @ solution == pytest.approx(vector, abs=1e-10)


def test_the_gram_ensemble_has_heavy_tails_and_says_so() -> None:
    gram = LinearSystem(ensemble="gram", train=2, unlabelled=0, validation=2, test=2000)
    a, _, x = parts(gram)
    assert np.linalg.eigvalsh(a).min() >= 1e-3 - 1e-9
    length = np.square(x).sum(axis=1)
    share = np.sort(length)[-20:].sum() / length.sum()
    plain = np.square(parts(SMALL.model_copy(update={"test": 2000}))[2]).sum(axis=1)
    assert share > 0.2 > np.sort(plain)[-20:].sum() / plain.sum()
    assert (gram.emits().heavy_tails, SMALL.emits().heavy_tails) == ("ensemble", "")


def test_the_ridge_is_the_smallest_eigenvalue_there_can_be() -> None:
    gram = LinearSystem(ensemble="gram", ridge=2.0, train=2, unlabelled=0, validation=2, test=500)
    assert 2 < np.linalg.eigvalsh(parts(gram)[0]).min() < 2.01


def test_a_longer_split_begins_with_the_shorter_one() -> None:
    longer = SMALL.model_copy(update={"test": 400}).sample("test").take(slice(0, 200))
    for name, values in SMALL.sample("test").arrays().items():
        assert np.array_equal(longer.arrays()[name], values), name


def test_the_unknowns_lie_on_the_axis_of_the_matrix() -> None:
    emits = SMALL.emits()
    assert {name: str(type_) for name, type_ in emits.fields.items()} == {
        "A": "Matrix[i=6, i=6]",
        "b": "Vector[i=6]",
    }
    assert emits.target.names == ("x_1", "x_2", "x_3", "x_4", "x_5", "x_6")
    assert emits.measures == ("residual",)
    assert SMALL.probe().sizes == SMALL.sizes()


def test_saying_zero_misses_by_the_whole_solution() -> None:
    train, test = SMALL.sample("train"), SMALL.sample("test")
    assert not SMALL.baseline("zero", train, test).any()


def test_the_diagonal_alone_solves_a_diagonal_system() -> None:
    train, test = SMALL.sample("train"), SMALL.sample("test")
    scales = 1 + np.arange(6.0)
    diagonal = test.moved(A=np.broadcast_to(np.diag(scales), (200, 6, 6)))
    found = SMALL.baseline("jacobi", train, diagonal)
    assert np.allclose(found, SMALL.oracle(diagonal), rtol=1e-14)
    hollow = test.moved(A=np.zeros((200, 6, 6)))
    assert not SMALL.baseline("jacobi", train, hollow).any()


def test_krylov_weights_are_those_of_weighted_least_squares() -> None:
    train, test = SMALL.sample("train"), SMALL.sample("test")
    a, b = (train.fields[name].astype(float) for name in ("A", "b"))
    x = train.target.astype(float)
    normal, right = np.zeros((3, 3)), np.zeros(3)
    for matrix, vector, solution in zip(a, b, x, strict=True):
        basis = np.stack([vector, matrix @ vector, matrix @ matrix @ vector], axis=1)
        normal += basis.T @ basis / (solution @ solution)
        right += basis.T @ solution / (solution @ solution)
    weights = np.linalg.solve(normal, right)
    for matrix, vector, said in zip(
        test.fields["A"].astype(float),
        test.fields["b"].astype(float),
        SMALL.baseline("krylov", train, test),
        strict=True,
    ):
        due = weights[0] * vector + matrix @ (weights[1] * vector + weights[2] * matrix @ vector)
        assert said == pytest.approx(due, abs=1e-10)


def test_another_baseline_is_refused() -> None:
    test = SMALL.sample("test")
    with pytest.raises(ValueError, match="no baseline `har`"):
        SMALL.baseline("har", test, test)


def test_a_file_gives_principal_submatrices_in_random_order(tmp_path: Path) -> None:
    # An entry of this matrix says where it stood.
    n = 12
    where = np.arange(n)[:, None] * 100.0 + np.arange(n) + 1e4 * np.eye(n)
    world = LinearSystem(path=written(tmp_path, where), size=3, condition=1e3, **SIZES)
    a, b, x = parts(world)
    places = (np.einsum("nii->ni", a) - 1e4) / 101
    assert np.array_equal(places, np.round(places))
    assert all(len(set(row)) == 3 for row in places.tolist())
    expected = places[:, :, None] * 100 + places[:, None, :] + 1e4 * np.eye(3)
    assert np.array_equal(a, expected)
    assert (np.diff(places, axis=1) < 0).any()
    assert np.allclose(np.einsum("nij,nj->ni", a, x), b, atol=1e-10)


def test_ill_conditioned_submatrices_are_drawn_again(tmp_path: Path) -> None:
    world = LinearSystem(path=written(tmp_path, laplacian(6)), condition=2.5, **SIZES)
    assert np.linalg.cond(parts(world)[0]).max() <= 2.5 + 1e-9


def test_a_file_is_pinned_by_its_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, laplacian(6))
    world = LinearSystem(path=path, **SIZES)
    before, drawn = world.probe(), world.sample("test")
    assert before.content
    assert before.shortage == ()
    written(tmp_path, 2 * laplacian(6))
    assert world.probe().content != before.content
    assert np.array_equal(world.sample("test").fields["A"], 2 * drawn.fields["A"].astype(float))


def test_a_missing_file_is_unavailable(tmp_path: Path) -> None:
    world = LinearSystem(path=tmp_path / "none.mtx", **SIZES)
    with pytest.raises(Unavailable, match=r"there is no file .*none\.mtx"):
        world.probe()
    with pytest.raises(Unavailable, match="there is no file"):
        world.sample("test")


def test_a_file_that_cannot_serve_is_a_shortage_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "notes.mtx"
    path.write_text("no matrix\n", encoding="utf-8")
    (fault,) = LinearSystem(path=path, **SIZES).probe().shortage
    assert fault.message.startswith("notes.mtx is no Matrix Market file")
    assert fault.code == "MZ305"
    small = LinearSystem(path=written(tmp_path, np.eye(6) + 0.1), **SIZES)
    (fault,) = small.probe().shortage
    assert "has 1 principal submatrices of size 6" in fault.message
    with pytest.raises(BadData, match=r"the matrix of grid\.mtx, of size 6"):
        small.sample("test")


def test_a_singular_file_is_given_up_by_name(tmp_path: Path) -> None:
    world = LinearSystem(path=written(tmp_path, np.ones((20, 20))), size=3, **SIZES)
    with pytest.raises(BadData, match=r"grid\.mtx: 64 random .* above 10; raise `condition`"):
        world.sample("test")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ensemble": "gram", "condition": 5.0}, "leave `condition` out"),
        ({"ridge": 0.1}, "`ridge` belongs to"),
        ({"ensemble": "gram", "path": "m.mtx"}, "not from both"),
        ({"size": 1}, "greater than or equal to 2"),
        ({"condition": 1.0}, "greater than 1"),
        ({"ensemble": "wishart"}, "'spectral' or 'gram'"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    settings: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        LinearSystem.model_validate(settings, strict=False)
