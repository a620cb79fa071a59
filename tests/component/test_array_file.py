from __future__ import annotations

import sys
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.component.array_file import ArrayFile
from mezz.component.failure import BadData, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

ARRAYS: dict[str, Any] = {
    "u": np.arange(12.0).reshape(4, 3),
    "n": np.array([3, 1, 2, 1], dtype=np.int32),
    "who": np.array(["ann", "bob", "ann", "cid"]),
}
FORMATS = ["npz", "h5", "zarr"]


def written(folder: Path, ending: str, arrays: dict[str, Any] = ARRAYS) -> ArrayFile:
    path = folder / f"data.{ending}"
    if ending == "npz":
        np.savez_compressed(path, **arrays)
    elif ending == "h5":
        h5py = pytest.importorskip("h5py")
        with h5py.File(path, "w") as file:
            for name, values in arrays.items():
                file[name] = values.astype(object) if values.dtype.kind == "U" else values
    else:
        import zarr

        group = zarr.open_group(str(path), mode="w", zarr_format=2)
        for name, values in arrays.items():
            group.create_array(name, data=values)
    return ArrayFile(path)


@pytest.mark.parametrize("ending", FORMATS)
def test_headers_pieces_and_names_are_the_same_in_every_format(ending: str, tmp_path: Path) -> None:
    file = written(tmp_path, ending)
    header = file.header("u", "numbers")
    assert (header.shape, header.holds, header.dtype) == ((4, 3), "numbers", "float64")
    assert file.header("n", "numbers").shape == (4,)
    assert np.array_equal(file.numbers("u"), ARRAYS["u"])
    assert np.array_equal(
        file.numbers("u", (slice(None), slice(None, None, 2))), ARRAYS["u"][:, ::2]
    )
    assert file.numbers("n").dtype == np.float64
    assert file.names("who").tolist() == ["ann", "bob", "ann", "cid"]
    assert file.names("n").tolist() == [3, 1, 2, 1]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_missing_key_is_named_with_a_similar_one(ending: str, tmp_path: Path) -> None:
    with pytest.raises(BadData, match=rf"data.{ending} has no array `whom`; did you mean `?who"):
        written(tmp_path, ending).header("whom", "texts")


@pytest.mark.parametrize("ending", FORMATS)
def test_texts_are_no_numbers(ending: str, tmp_path: Path) -> None:
    with pytest.raises(BadData, match=rf"data.{ending}, `who` is 4 .*, and numbers are due"):
        written(tmp_path, ending).numbers("who")


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_not_finite_is_named_by_file_key_row_and_index(ending: str, tmp_path: Path) -> None:
    wrong = ARRAYS["u"].copy()
    wrong[2, 1], wrong[3, 0] = np.nan, np.inf
    file = written(tmp_path, ending, {"u": wrong})
    said = (
        rf"data.{ending}, `u`, row 3 of 4: `nan` is no finite number \(index \[2, 1\]\); "
        "2 rows have such entries"
    )
    with pytest.raises(BadData, match=said):
        file.numbers("u")


class Trap:
    """What takes note when it is loaded."""

    sprung = False

    def __reduce__(self) -> Any:
        return (setattr, (Trap, "sprung", True))


def test_pickled_objects_are_refused_and_never_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Pickle finds a class by the name of its module, which tests have none of.
    monkeypatch.setitem(sys.modules, Trap.__module__, sys.modules[__name__])
    path = tmp_path / "data.npz"
    np.savez(path, u=np.array([Trap(), None], dtype=object))
    for look in (
        lambda: ArrayFile(path).header("u", "numbers"),
        lambda: ArrayFile(path).names("u"),
    ):
        with pytest.raises(BadData, match=r"data.npz, `u` holds pickled objects, which are never"):
            look()
    assert not Trap.sprung


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (np.zeros(3, dtype=complex), "complex128"),
        (np.zeros(3, dtype="datetime64[s]"), r"datetime64\[s\]"),
        (np.zeros(3, dtype=[("a", float)]), ".*a"),
    ],
)
def test_what_is_neither_number_nor_text_is_refused(
    values: Any, dtype: str, tmp_path: Path
) -> None:
    with pytest.raises(BadData, match=f"`u` is 3 {dtype}.*, and numbers are due"):
        written(tmp_path, "npz", {"u": values}).header("u", "numbers")


def test_headers_of_an_npz_are_read_without_its_arrays(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    np.savez(path, u=np.zeros((1000, 64)))
    raw = path.read_bytes()
    # Spoil the array behind its header: who reads it fails, who reads the header does not.
    at = raw.index(b"\x93NUMPY") + 4_000
    path.write_bytes(raw[:at] + b"\xff" * 8 + raw[at + 8 :])
    assert ArrayFile(path).header("u", "numbers").shape == (1000, 64)
    with pytest.raises(BadData, match=r"data.npz is no npz that can be read"):
        ArrayFile(path).numbers("u")


@pytest.mark.parametrize("ending", FORMATS)
def test_the_digest_follows_the_content_and_not_the_time(ending: str, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "other")]
    for folder in folders:
        folder.mkdir()
    one, two = (written(folder, ending, {"u": ARRAYS["u"]}) for folder in folders[:2])
    other = written(folders[2], ending, {"u": ARRAYS["u"] + 1})
    assert one.digest() == two.digest() != other.digest()


def test_groups_are_entered(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["run/u"] = ARRAYS["u"]
    assert ArrayFile(tmp_path / "data.h5").header("run/u", "numbers").shape == (4, 3)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("data.npz", b"no zip at all", "data.npz is no npz that can be read"),
        ("data.h5", b"no hdf5 at all", "data.h5 is no HDF5 file that can be read"),
        ("data.txt", b"1,2,3", r"data.txt is none of npz, HDF5 \(.h5, .hdf5\) and zarr"),
    ],
)
def test_a_file_that_is_something_else_is_named(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadData, match=said):
        ArrayFile(tmp_path / name).header("u", "numbers")


def test_a_truncated_npz_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, "npz")
    file.path.write_bytes(file.path.read_bytes()[:-40])
    assert not zipfile.is_zipfile(file.path)
    with pytest.raises(BadData, match=r"data.npz is no npz that can be read"):
        file.header("u", "numbers")


def test_an_empty_zarr_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data.zarr").mkdir()
    with pytest.raises(BadData, match=r"data.zarr is no folder of zarr arrays|has no array `u`"):
        ArrayFile(tmp_path / "data.zarr").header("u", "numbers")


def test_a_file_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="there is no file"):
        ArrayFile(tmp_path / "data.npz").header("u", "numbers")
    with pytest.raises(Unavailable, match="cannot be read: No such file"):
        ArrayFile(tmp_path / "data.npz").digest()


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data.h5").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(Unavailable, match=r"reading data.h5 needs the package `h5py`") as caught:
        ArrayFile(tmp_path / "data.h5").header("u", "numbers")
    assert caught.value.help == "pip install 'mezz[pde]'"


def test_names_are_one_whole_number_or_text_a_row(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="`u` is 4 x 3 float64, and one entry a row is due"):
        written(tmp_path, "npz").names("u")
    with pytest.raises(BadData, match=r"`p`, row 2 of 3: `0.5` is no whole number"):
        written(tmp_path, "npz", {"p": np.array([1, 0.5, 2])}).names("p")
