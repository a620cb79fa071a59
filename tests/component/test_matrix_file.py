from __future__ import annotations

import gzip
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import sparse
from scipy.io import mmwrite

from mezz.component.failure import BadData, Unavailable
from mezz.component.matrix_file import MatrixFile, principal, subsets

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "%%MatrixMarket matrix coordinate real general\n"


def file_of(folder: Path, text: str) -> MatrixFile:
    path = folder / "m.mtx"
    path.write_text(text, encoding="ascii")
    return MatrixFile(path)


def test_dense_sparse_symmetric_and_compressed_files_are_read_alike(tmp_path: Path) -> None:
    matrix = np.array([[2.0, 0.5, 0.0], [0.5, 3.0, -1.0], [0.0, -1.0, 4.0]])
    mmwrite(tmp_path / "dense.mtx", matrix)
    mmwrite(tmp_path / "sparse.mtx", sparse.coo_array(matrix), symmetry="symmetric")
    plain = (tmp_path / "sparse.mtx").read_bytes()
    (tmp_path / "packed.mtx.gz").write_bytes(gzip.compress(plain))
    for name in ("dense.mtx", "sparse.mtx", "packed.mtx.gz"):
        file = MatrixFile(tmp_path / name)
        assert file.size() == 3
        assert np.array_equal(file.read().toarray(), matrix)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = file_of(tmp_path, HEAD + "1 1 1\n1 1 2.5\n")
    assert file.read().toarray().tolist() == [[2.5]]
    before = file.digest()
    file.path.write_text(HEAD + "1 1 1\n1 1 12.5\n", encoding="ascii")
    assert file.read().toarray().tolist() == [[12.5]]
    assert file.digest() != before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "m.mtx is no Matrix Market file"),
        ("1 2 3\n", "m.mtx is no Matrix Market file"),
        (HEAD + "2 3 1\n1 1 1.0\n", "2 rows and 3 columns: not square"),
        (HEAD + "2 2 2\n1 1 1.0\n", "m.mtx cannot be read"),
        (HEAD + "2 2 1\n1 1 one\n", "m.mtx cannot be read"),
        (HEAD + "2 2 1\n3 1 1.0\n", "m.mtx cannot be read"),
        (HEAD + "2 2 1\n2 1 nan\n", "m.mtx, row 2, column 1: no finite number"),
        (HEAD.replace("real", "complex") + "1 1 1\n1 1 1 0\n", "complex numbers"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadData, match=said):
        file_of(tmp_path, text).read()


def test_a_missing_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="there is no file"):
        MatrixFile(tmp_path / "none.mtx").digest()


def test_a_principal_submatrix_has_the_same_rows_and_columns() -> None:
    rng = np.random.default_rng(0)
    dense = np.where(rng.random((30, 30)) < 0.3, rng.normal(size=(30, 30)), 0.0)
    places = np.stack([rng.permutation(30)[:5] for _ in range(40)])
    found = principal(sparse.csr_array(dense), places)
    for rows, block in zip(places, found, strict=True):
        assert np.array_equal(block, dense[np.ix_(rows, rows)])


def test_all_ordered_choices_are_equally_likely() -> None:
    # One draw in the middle of each cell of the cube: 5 x 4 x 3 cells are 60 choices.
    grid = np.stack(
        np.meshgrid(*((np.arange(n) + 0.5) / n for n in (5, 4, 3)), indexing="ij"), axis=-1
    )
    chosen = subsets(grid.reshape(-1, 3), 5)
    assert {tuple(row) for row in chosen.tolist()} == set(permutations(range(5), 3))
    assert len(chosen) == 60


def test_a_choice_of_all_is_a_permutation() -> None:
    chosen = subsets(np.random.default_rng(1).random((200, 7)), 7)
    assert np.array_equal(np.sort(chosen, axis=1), np.broadcast_to(np.arange(7), (200, 7)))
