"""What stages write is what they read, bit for bit, and always the same bytes."""

from __future__ import annotations

import math
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.cache import artifact
from mezz.cache.artifact import read_arrays, read_json, write_arrays, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

NOISE = np.random.default_rng(0).standard_normal((3, 50, 4))

ARRAYS: dict[str, NDArray[Any]] = {
    "float64": NOISE,
    "float32": NOISE.astype(np.float32),
    "float16": NOISE.astype(np.float16),
    "complex64": (NOISE + 1j).astype(np.complex64),
    "complex128": NOISE * 1j,
    "bool": NOISE > 0,
    "int8": np.arange(-4, 4, dtype=np.int8),
    "uint64": np.array([0, 2**64 - 1], np.uint64),
    "big endian": np.arange(5, dtype=">f8"),
    "dates": np.array(["2020-01-01", "NaT"], "M8[D]"),
    "durations": np.array([[1, 2]], "m8[ms]"),
    "texts": np.array([["ab", "", "céé"], ["\U0001f600", "x", "y"]]),
    "bytes": np.array([b"ab", b"c"]),
    "one number": np.array(3.5),
    "one text": np.array("ab"),
    "no rows": np.zeros((0, 4), np.float32),
    "no columns": np.zeros((3, 0, 2), np.int64),
    "no texts": np.zeros((0, 2), "<U3"),
    "negative zeros": np.full(7, -0.0),
    "zeros": np.zeros((4, 4)),
    "payloads of NaN": np.array([0x7FF8000000000123, 0xFFF0000000000001], "u8").view("f8"),
    "fortran": np.asfortranarray(NOISE),
    "strided": NOISE[::-1, ::3],
    "broadcast": np.broadcast_to(NOISE[:1], NOISE.shape),
}


def same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Compare type, shape and every bit."""
    return (
        one.dtype == other.dtype
        and one.dtype.byteorder == other.dtype.byteorder
        and one.shape == other.shape
        and one.tobytes() == other.tobytes()
    )


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def fresh(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_comes_back_bit_for_bit(tmp_path: Path, name: str) -> None:
    write_arrays(tmp_path, {"it": ARRAYS[name]})
    (back,) = read_arrays(tmp_path).values()
    assert isinstance(back, np.ndarray)
    assert same(back, ARRAYS[name])


def test_many_arrays_come_back_in_their_order_or_by_name(tmp_path: Path) -> None:
    arrays = {"curve/8": NOISE, "series.start": NOISE[0], "M": NOISE[1], "curve/16": NOISE[2]}
    write_arrays(tmp_path, arrays)
    assert list(read_arrays(tmp_path)) == list(arrays)
    some = read_arrays(tmp_path, ["curve/16", "M"])
    assert list(some) == ["curve/16", "M"]
    assert all(same(some[name], arrays[name]) for name in some)


def test_large_arrays_are_cut_into_even_slabs_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact, "SLAB", 4 * 50 * 4 * 8)
    large = np.random.default_rng(1).standard_normal((9, 50, 4))
    write_arrays(tmp_path, {"large": large})
    chunks = [path for path in tmp_path.rglob("c/*/0/0") if path.is_file()]
    assert len(chunks) == 3
    assert {path.stat().st_size for path in chunks} == {3 * 50 * 4 * 8}
    assert same(read_arrays(tmp_path)["large"], large)


def test_a_row_larger_than_a_slab_is_one_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact, "SLAB", 10)
    write_arrays(tmp_path, {"large": NOISE})
    assert len([path for path in tmp_path.rglob("c/*/0/0") if path.is_file()]) == 3
    assert same(read_arrays(tmp_path)["large"], NOISE)


def test_equal_values_are_equal_bytes_whatever_their_layout(tmp_path: Path) -> None:
    one, two = fresh(tmp_path, "one"), fresh(tmp_path, "two")
    write_arrays(one, {name: array.copy() for name, array in ARRAYS.items()})
    write_arrays(
        two,
        {
            name: np.asfortranarray(array.copy()).reshape(array.shape)
            for name, array in ARRAYS.items()
        },
    )
    plain: dict[str, Any] = {"b": [0.1, 1e-300], "a": None}
    for folder, value in ((one, plain), (two, dict(reversed(plain.items())))):
        write_json(folder, value)
    with_data = sum(array.size > 0 for array in ARRAYS.values())
    files = 1 + len(ARRAYS) + with_data + 1  # the group, arrays, their one chunk, and JSON
    assert len(digests(one)) == files
    assert digests(one) == digests(two)


@pytest.mark.parametrize(
    "bad",
    [
        np.array([object()]),
        np.array([1, "a"], dtype=object),
        np.zeros(2, [("a", "f4")]),
        np.zeros(2, np.longdouble),
        np.zeros(2, [("a", "<U0")])["a"],
        np.ma.masked_array([1.0, 2.0], [True, False]),
    ],
    ids=["object", "mixed", "record", "long double", "empty texts", "masked"],
)
def test_what_cannot_be_kept_is_refused_by_name(tmp_path: Path, bad: NDArray[Any]) -> None:
    with pytest.raises(TypeError, match="array it of type"):
        write_arrays(tmp_path, {"it": bad})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/../b", "/a", "a//b", "__a", "a/zarr.json"])
def test_names_that_are_no_paths_below_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be named"):
        write_arrays(tmp_path, {name: NOISE})


def test_a_name_cannot_be_an_array_and_a_folder_of_arrays(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'curve' is an array"):
        write_arrays(tmp_path, {"curve/8": NOISE, "curve": NOISE})


def test_arrays_are_written_once(tmp_path: Path) -> None:
    write_arrays(tmp_path, {"it": NOISE})
    with pytest.raises(FileExistsError):
        write_arrays(tmp_path, {"it": NOISE})


def test_asking_for_an_array_that_is_not_there_is_a_key_error(tmp_path: Path) -> None:
    write_arrays(tmp_path, {"curve/8": NOISE})
    for name in ("other", "curve"):
        with pytest.raises(KeyError, match=name):
            read_arrays(tmp_path, [name])


def test_json_comes_back_exactly(tmp_path: Path) -> None:
    value = {"b": [0.1, 1e-300, 2**60], "a": {"é": None}, "c": True}
    write_json(tmp_path, value)
    write_json(tmp_path, [1], "curve.json")
    assert read_json(tmp_path) == value
    assert read_json(tmp_path, "curve.json") == [1]


def test_json_refuses_what_is_no_number_and_no_json(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path, [math.nan])
    with pytest.raises(TypeError):
        write_json(tmp_path, [NOISE])
    assert list(tmp_path.iterdir()) == []


def test_views_are_written_and_read_one_by_one(tmp_path: Path) -> None:
    views = np.random.default_rng(5).normal(size=(4, 6, 3)).astype(np.float32)
    artifact.write_views(tmp_path, "latents", iter(views), 4)
    assert np.array_equal(artifact.read_arrays(tmp_path)["latents"], views)
    again = list(artifact.read_views(tmp_path, "latents"))
    assert np.array_equal(np.stack(again), views)
    assert again[0].dtype == np.float32


@pytest.mark.parametrize("count", [3, 5])
def test_a_wrong_number_of_views_is_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(ValueError, match="views"):
        artifact.write_views(tmp_path, "latents", iter(np.zeros((4, 2))), count)
