"""What stages write and read: arrays and JSON, the same bytes for the same values.

Arrays lie in a Zarr v3 group, uncompressed and in slabs of whole rows of axis 0. Compression shrinks
noise-like float32 by a tenth at best and takes several times as long; of the slab sizes, 16 MiB was
fastest to read back (120 MB in less than twice the time of `numpy.load`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import zarr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

ARRAYS, RESULT = "arrays.zarr", "result.json"
SLAB = 16 * 2**20
"""Largest chunk in bytes, unless one row of axis 0 is larger."""

_STORED = "biufc"
_VIEWED = "mMUS"


def write_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays of any shape into `arrays.zarr`, once a folder.

    Names may hold `/`. Numbers, truth values, dates and texts of fixed width are kept bit for bit,
    in the memory order of C; dates, texts and numbers of foreign byte order lie there as bytes, for
    Zarr v3 has no settled form for them.

    Raises:
        TypeError: an array holds objects, records or extended floats, or is masked.
        ValueError: a name is empty, climbs, or is both an array and a folder of arrays.
        FileExistsError: the folder already has arrays.
    """
    plain = {name: _plain(name, array) for name, array in arrays.items()}
    _check_names(plain)
    if (folder / ARRAYS).exists():
        raise FileExistsError(f"{folder / ARRAYS} is already written")
    # The names are kept in the group, so that reading walks no folders and keeps their order.
    group = zarr.create_group(folder / ARRAYS, zarr_format=3, attributes={"names": list(plain)})
    for name, array in plain.items():
        foreign = not _is_native(array.dtype)
        raw = array[..., None].view(np.uint8) if foreign else array
        stored = group.create_array(
            name,
            shape=raw.shape,
            dtype=raw.dtype,
            chunks=_slab(raw),
            compressors=None,
            attributes={"dtype": array.dtype.str} if foreign else {},
            config={"write_empty_chunks": True},  # a chunk of -0.0 would pass for one of 0.0
        )
        stored[...] = raw


def write_views(folder: Path, name: str, views: Iterable[NDArray[Any]], count: int) -> None:
    """Write one array of `count` views, `(count, ...)`, as they come: one is in memory at a time.

    `read_arrays` reads it like any other; there is no other array in the folder.

    Raises:
        TypeError: a view holds what `write_arrays` does not keep as it is.
        ValueError: there are fewer or more views than said, or one has another shape.
    """
    stored: Any = None
    written = 0
    for view in views:
        plain = _plain(name, view)
        if stored is None:
            group = zarr.create_group(folder / ARRAYS, zarr_format=3, attributes={"names": [name]})
            stored = group.create_array(
                name,
                shape=(count, *plain.shape),
                dtype=plain.dtype,
                chunks=(1, *(max(1, length) for length in plain.shape)),
                compressors=None,
                config={"write_empty_chunks": True},
            )
        if written == count or plain.shape != stored.shape[1:]:
            raise ValueError(f"{name} is {count} views of shape {stored.shape[1:]}")
        stored[written] = plain
        written += 1
    if written != count:
        raise ValueError(f"{name} has {written} views and not {count}")


def read_views(folder: Path, name: str) -> Iterator[NDArray[Any]]:
    """Read an array view by view along axis 0: one is in memory at a time.

    Raises:
        FileNotFoundError: the folder has no arrays.
        KeyError: it has none of that name.
    """
    stored = zarr.open_group(folder / ARRAYS, mode="r", zarr_format=3)[name]
    if not isinstance(stored, zarr.Array):
        raise KeyError(name)
    for view in range(stored.shape[0]):
        raw = np.asarray(stored[view])
        yield raw.view(raw.dtype.newbyteorder("="))


def read_arrays(folder: Path, names: Iterable[str] | None = None) -> Arrays:
    """Read the named arrays, or all in the order in which they were written.

    Raises:
        FileNotFoundError: the folder has no arrays.
        KeyError: it has none of that name.
    """
    group = zarr.open_group(folder / ARRAYS, mode="r", zarr_format=3)
    there: Any = group.attrs["names"]
    arrays: Arrays = {}
    for name in there if names is None else names:
        stored = group[name]
        if not isinstance(stored, zarr.Array):
            raise KeyError(name)
        raw = np.asarray(stored[...])
        foreign = stored.attrs.get("dtype")
        # Zarr spells the native byte order out; NumPy's own arrays, and C code, do not.
        native = raw.view(raw.dtype.newbyteorder("="))
        arrays[name] = raw.view(np.dtype(str(foreign)))[..., 0] if foreign else native
    return arrays


def write_json(folder: Path, value: Any, name: str = RESULT) -> None:
    """Write plain data as JSON with sorted keys and shortest exact floats.

    Raises:
        ValueError: a number is not finite.
        TypeError: a value is none that JSON has.
    """
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / name).write_text(text + "\n", encoding="utf-8")


def read_json(folder: Path, name: str = RESULT) -> Any:
    """Read what `write_json` wrote.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return json.loads((folder / name).read_text(encoding="utf-8"))


def _plain(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """Return the array in C order, of the same shape even if that is `()`."""
    dtype = array.dtype
    known = (dtype.kind in _STORED and dtype.itemsize <= 8 * (1 + (dtype.kind == "c"))) or (
        dtype.kind in _VIEWED and dtype.itemsize > 0
    )
    if not known or isinstance(array, np.ma.MaskedArray):
        raise TypeError(f"array {name} of type {dtype} cannot be kept")
    return np.asarray(array, order="C")


def _is_native(dtype: np.dtype[Any]) -> bool:
    return dtype.kind in _STORED and dtype.isnative


def _check_names(arrays: Mapping[str, NDArray[Any]]) -> None:
    for name in arrays:
        parts = name.split("/")
        if any(part in ("", ".", "..", "zarr.json") or part.startswith("__") for part in parts):
            raise ValueError(f"an array cannot be named {name!r}")
        for depth in range(1, len(parts)):
            if (above := "/".join(parts[:depth])) in arrays:
                raise ValueError(f"{above!r} is an array and cannot hold {name!r}")


def _slab(array: NDArray[Any]) -> tuple[int, ...]:
    """Return the chunk's shape: as many whole rows of axis 0 as fit, spread evenly over chunks."""
    if array.ndim == 0:
        return ()
    rows, *rest = (max(1, length) for length in array.shape)
    each = max(1, array.nbytes // rows)
    chunks = -(-rows // max(1, SLAB // each))
    return (-(-rows // chunks), *rest)
