from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import linalg

from mezz.worlds.eigenvalues import Eigenvalues

SMALL = Eigenvalues(train=300, unlabelled=0, validation=50, test=200)
SPARSE = SMALL.model_copy(update={"structure": "sparse", "density": 0.3})


def matrices(world: Eigenvalues, split: str = "test") -> np.ndarray:
    return world.sample(split).fields["A"].astype(np.float64)  # type: ignore[arg-type]


@pytest.mark.parametrize("world", [SMALL, SPARSE], ids=["dense", "sparse"])
def test_targets_are_eigenvalues_in_one_linear_scale(world: Eigenvalues) -> None:
    spectra = np.stack([linalg.eigh(a, eigvals_only=True)[:3] for a in matrices(world)])
    target = world.sample("test").target.astype(float)
    for column in range(3):
        slope, start = np.polyfit(target[:, column], spectra[:, column], 1)
        assert slope > 0
        assert np.abs(slope * target[:, column] + start - spectra[:, column]).max() < 1e-10


@pytest.mark.parametrize("world", [SMALL, SPARSE], ids=["dense", "sparse"])
def test_z_scores_are_about_zero_and_one(world: Eigenvalues) -> None:
    target = world.model_copy(update={"test": 20_000}).sample("test").target.astype(float)
    # Four standard errors of the 4,096 reference matrices, twice for the heavier tail of a square.
    assert np.abs(target.mean(axis=0)).max() < 4 / np.sqrt(4096) + 4 / np.sqrt(20_000)
    assert np.abs(target.std(axis=0) - 1).max() < 8 / np.sqrt(2 * 4096)


def test_the_scale_depends_on_no_split_and_no_seed() -> None:
    one = SMALL.sample("test")
    for changed in ({"train": 10}, {"validation": 10}, {"seed": 5}):
        other = SMALL.model_copy(update=changed)
        assert np.array_equal(other.oracle(one), one.target)


def test_asking_for_fewer_eigenvalues_gives_the_first_of_them() -> None:
    one = SMALL.model_copy(update={"smallest": 1}).sample("test").target
    assert np.array_equal(one[:, 0], SMALL.sample("test").target[:, 0])


def test_entries_have_the_variances_of_the_ensemble() -> None:
    a = matrices(SMALL.model_copy(update={"train": 20_000}), "train")
    assert np.array_equal(a, a.transpose(0, 2, 1))
    variance = a.var(axis=0)
    due = np.full((6, 6), 0.5) + 0.5 * np.eye(6)
    assert np.abs(variance / due - 1).max() < 5 * np.sqrt(2 / 20_000)


def test_a_sparse_matrix_keeps_its_share_of_entries() -> None:
    a = matrices(SPARSE.model_copy(update={"train": 5_000}), "train")
    assert np.array_equal(a, a.transpose(0, 2, 1))
    upper = np.triu_indices(6)
    kept = a[:, upper[0], upper[1]] != 0
    assert abs(kept.mean() - 0.3) < 4 * np.sqrt(0.21 / kept.size)
    half = SMALL.model_copy(update={"structure": "sparse", "train": 5_000})
    assert abs((matrices(half, "train") != 0).mean() - 0.5) < 0.02


def test_what_is_kept_is_what_the_dense_matrix_holds() -> None:
    sparse, dense = matrices(SPARSE), matrices(SMALL)
    assert np.array_equal(sparse[sparse != 0], dense[sparse != 0])


def test_of_a_matrix_that_is_not_symmetric_the_symmetric_part_counts() -> None:
    drawn = SMALL.sample("test")
    tilted = drawn.fields["A"].astype(float) + np.triu(np.ones((6, 6)), 1)
    even = (tilted + tilted.transpose(0, 2, 1)) / 2
    assert np.array_equal(SMALL.oracle(drawn.moved(A=tilted)), SMALL.oracle(drawn.moved(A=even)))


def test_the_baseline_is_the_least_squares_fit_on_four_invariants() -> None:
    train, test = SMALL.sample("train"), SMALL.sample("test")

    def regressors(a: np.ndarray) -> np.ndarray:
        spectra = np.linalg.eigvalsh(a)
        powers = [(spectra**power).sum(axis=1) for power in (1, 2, 3)]
        return np.stack([np.ones(len(a)), *powers, np.abs(a).max(axis=(1, 2))], axis=1)

    known, asked = (regressors(each.fields["A"].astype(float)) for each in (train, test))
    weights = np.linalg.solve(known.T @ known, known.T @ train.target.astype(float))
    found = SMALL.baseline("invariants", train, test)
    assert np.allclose(found, asked @ weights, rtol=0, atol=1e-9)
    left = (
        np.square(found - test.target.astype(float)).sum()
        / np.square(test.target.astype(float)).sum()
    )
    assert left < 0.5


def test_another_baseline_is_refused() -> None:
    test = SMALL.sample("test")
    with pytest.raises(ValueError, match="no baseline `zero`"):
        SMALL.baseline("zero", test, test)


def test_the_target_lies_on_no_axis_of_the_matrix() -> None:
    emits = SMALL.emits()
    assert {name: str(type_) for name, type_ in emits.fields.items()} == {"A": "Matrix[i=6, i=6]"}
    assert emits.target.names == ("lambda_1", "lambda_2", "lambda_3")
    assert SMALL.probe().sizes == SMALL.sizes()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"size": 2}', "`smallest` exceeds `size`"),
        ('{"density": 0.4}', "`density` belongs to"),
        ('{"structure": "sparse", "density": 0.01}', "greater than or equal to 0.05"),
        ('{"size": 65}', "less than or equal to 64"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(written: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Eigenvalues.model_validate_json(written)
