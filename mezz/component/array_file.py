"""A file of named arrays, npz, HDF5 or zarr: headers, pieces and digests, and what can be wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Literal

from mezz.component.failure import BadData, Unavailable
from mezz.diag.similar import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Index = tuple[slice | int, ...]

_HDF5 = frozenset({".h5", ".hdf5", ".hdf", ".he5"})
_NUMBERS, _TEXTS = "biuf", "USTO"
_UNREADABLE = (OSError, ValueError, EOFError, KeyError, RuntimeError)

Content = Literal["numbers", "texts"]


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of an array before it is read: its shape, and what its entries are.

    `holds` is empty where they are neither numbers nor texts; `dtype` is what the file calls them.
    """

    shape: tuple[int, ...]
    holds: Content | Literal[""]
    dtype: str

    def __str__(self) -> str:
        return f"{' x '.join(map(str, self.shape)) or 'a single'} {self.dtype}"


@dataclass(frozen=True, slots=True)
class ArrayFile:
    """One npz or HDF5 file, or one folder of zarr arrays; the name's ending says which.

    Rows lie along the first axis. A message that counts one counts from 1; the index beside it
    counts from 0. Pickled objects are never loaded.
    """

    path: Path

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def digest(self) -> str:
        """Return the sha256 of the file's bytes, in hex; of a folder, of its files and their names.

        Raises:
            Unavailable: it is not there, or cannot be read.
        """
        try:
            if not self.path.is_dir():
                with self.path.open("rb") as file:
                    return hashlib.file_digest(file, "sha256").hexdigest()
            whole = hashlib.sha256()
            for path in sorted(each for each in self.path.rglob("*") if each.is_file()):
                with path.open("rb") as file:
                    inside = hashlib.file_digest(file, "sha256").hexdigest()
                whole.update(f"{path.relative_to(self.path).as_posix()}\0{inside}\n".encode())
            return whole.hexdigest()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Unavailable(f"{self.path} cannot be read: {reason}") from error

    def header(self, key: str, holds: Content) -> Header:
        """Return the header of one array, without reading its entries.

        Raises:
            BadData: there is no such array, or its entries are something else.
            Unavailable: the file is not there, or no library here reads it.
        """
        found = self._headers()
        if key not in found:
            hint = "; ".join(did_you_mean(key, list(found), "it has"))
            raise BadData(f"{self.name} has no array `{key}`; {hint}".rstrip("; "))
        header = found[key]
        if header.dtype == "object":
            raise BadData(
                f"{self.name}, `{key}` holds pickled objects, which are never loaded: save it as "
                "an array of plain numbers"
            )
        # Whole numbers may stand for names as well.
        if header.holds != holds and (holds, header.holds) != ("texts", "numbers"):
            raise BadData(f"{self.name}, `{key}` is {header}, and {holds} are due")
        return header

    def numbers(self, key: str, index: Index = ()) -> NDArray[np.float64]:
        """Return an array, or a piece of it, as finite float64.

        Raises:
            BadData: an entry is not finite; its row is named.
        """
        import numpy as np

        header = self.header(key, "numbers")
        values = np.asarray(self._read(key, index), dtype=np.float64)
        wrong = ~np.isfinite(values)
        if wrong.any():
            at = tuple(int(place) for place in np.argwhere(wrong)[0])
            rows = int(wrong.reshape(len(values), -1).any(axis=1).sum()) if values.ndim else 1
            more = f"; {rows} rows have such entries" if rows > 1 else ""
            raise BadData(
                f"{self.name}, `{key}`, row {at[0] + 1 if at else 1} of {(*header.shape, 1)[0]}: "
                f"`{values[at]}` is no finite number (index {list(at)}){more}"
            )
        return values

    def names(self, key: str) -> NDArray[Any]:
        """Return an array of one axis whose entries are names: `(N,)` texts, or whole numbers.

        Raises:
            BadData: it has another shape, or its numbers are not whole.
        """
        import numpy as np

        header = self.header(key, "texts")
        if len(header.shape) != 1:
            raise BadData(f"{self.name}, `{key}` is {header}, and one entry a row is due")
        if header.holds == "texts":
            return np.array([_text(one) for one in self._read(key, ()).tolist()], dtype=str)
        values = self.numbers(key)
        broken = np.flatnonzero((values != np.floor(values)) | (np.abs(values) > 2.0**53))
        if len(broken):
            row = int(broken[0])
            raise BadData(
                f"{self.name}, `{key}`, row {row + 1} of {len(values)}: `{values[row]:g}` is no "
                "whole number"
            )
        return values.astype(np.int64)

    def _headers(self) -> dict[str, Header]:
        if not self.path.exists():
            raise Unavailable(
                f"there is no file {self.path}", "path: relative to the spec's folder"
            )
        found: dict[str, Header] = self._by_format(_npz_headers, _hdf5_headers, _zarr_headers)
        return found

    def _read(self, key: str, index: Index) -> NDArray[Any]:
        def read(take: Callable[[Path, str, Index], NDArray[Any]]) -> Callable[[Path], Any]:
            return lambda path: take(path, key, index)

        try:
            found: NDArray[Any] = self._by_format(
                read(_npz_array), read(_hdf5_array), read(_zarr_array)
            )
        except MemoryError as error:
            raise BadData(f"{self.name}, `{key}` does not fit into memory") from error
        return found

    def _by_format(self, npz: Callable[[Path], Any], *others: Callable[[Path], Any]) -> Any:
        import zipfile
        import zlib

        hdf5, zarr = others
        suffix = self.path.suffix.lower()
        known = {".npz": (npz, "npz"), ".zarr": (zarr, "folder of zarr arrays")}
        known |= dict.fromkeys(_HDF5, (hdf5, "HDF5 file"))
        if suffix not in known:
            raise BadData(f"{self.name} is none of npz, HDF5 (.h5, .hdf5) and zarr, by its ending")
        read, what = known[suffix]
        try:
            return read(self.path)
        except ImportError as error:
            raise Unavailable(
                f"reading {self.name} needs the package `{error.name}`", "pip install 'mezz[pde]'"
            ) from error
        except (*_UNREADABLE, zipfile.BadZipFile, zlib.error) as error:
            reason = str(error).replace(str(self.path), self.name).partition("\n")[0]
            raise BadData(f"{self.name} is no {what} that can be read: {reason}") from error


def _npz_headers(path: Path) -> dict[str, Header]:
    """Read what stands before each array of an npz; the arrays stay where they are."""
    import zipfile

    found = {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if member.endswith(".npy"):
                with archive.open(member) as file:
                    found[member.removesuffix(".npy")] = _npy_header(file)
    return found


def _npy_header(file: IO[bytes]) -> Header:
    from numpy.lib import format as npy

    readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    version = npy.read_magic(file)
    if version not in readers:
        return Header((), "", "structured")
    shape, _, dtype = readers[version](file)
    return Header(tuple(shape), _content(dtype), "object" if dtype.hasobject else str(dtype))


def _npz_array(path: Path, key: str, index: Index) -> NDArray[Any]:
    import numpy as np

    # Opened here, for numpy leaves a file open that turns out to be no npz.
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return np.asarray(arrays[key][index])


def _hdf5_headers(path: Path) -> dict[str, Header]:
    import h5py

    found: dict[str, Header] = {}

    def note(name: str, node: Any) -> None:
        if isinstance(node, h5py.Dataset):
            texts = h5py.check_string_dtype(node.dtype) is not None
            holds = "texts" if texts else "" if node.dtype.kind == "O" else _content(node.dtype)
            dtype = "text" if texts else str(node.dtype).replace("object", "reference")
            found[name] = Header(tuple(node.shape or ()), holds, dtype)

    with h5py.File(path, "r") as file:
        file.visititems(note)
    return found


def _hdf5_array(path: Path, key: str, index: Index) -> NDArray[Any]:
    import h5py
    import numpy as np

    with h5py.File(path, "r") as file:
        return np.asarray(file[key][index])


def _zarr_headers(path: Path) -> dict[str, Header]:
    return {
        name: Header(tuple(array.shape), _content(array.dtype), str(array.dtype))
        for name, array in _zarr_arrays(path)
    }


def _zarr_array(path: Path, key: str, index: Index) -> NDArray[Any]:
    import numpy as np

    return np.asarray(dict(_zarr_arrays(path))[key][index or slice(None)])


def _zarr_arrays(path: Path) -> Iterator[tuple[str, Any]]:
    import zarr

    root = zarr.open_group(str(path), mode="r")
    for name, node in root.members(max_depth=None):
        if isinstance(node, zarr.Array):
            yield name, node


def _content(dtype: Any) -> Content | Literal[""]:
    """Say what entries of a dtype are; a single text among objects is never assumed."""
    if dtype.kind in _NUMBERS:
        return "numbers"
    return "texts" if dtype.kind in _TEXTS else ""


def _text(cell: Any) -> str:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
