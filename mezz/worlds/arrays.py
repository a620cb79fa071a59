"""Arrays of your own: any npz, HDF5 or zarr file, described field by field."""

from __future__ import annotations

import math
from pathlib import Path  # noqa: TC003  pydantic reads it at run time
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from mezz.component.array_file import ArrayFile
from mezz.component.array_layout import Aim, Entry, Name  # noqa: TC001  pydantic, as well
from mezz.component.base import SPLITS, Fault, Rows, World
from mezz.component.examples import Examples
from mezz.component.failure import BadData
from mezz.component.types import Emits
from mezz.diag.similar import did_you_mean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split


Size = Annotated[float, Field(le=10_000_000)]
"""Below 1 a share of the rows, from 1 on a number of them."""


class Arrays(World):
    """Rows of a file of your own: npz, HDF5 (`.h5`, `.hdf5`) or a folder of zarr arrays (`.zarr`).

    Every array has one row an example along its first axis. `fields` says what each of them is,
    and `target` what is to be predicted. Sizes are declared, so that a spec can be checked without
    the file, and compared with the file's headers before anything runs. Entries are finite numbers;
    pickled objects are never loaded.

    Rows fall to the splits by the hash of their `unit`, whole units only (each row is its own where
    there is none); with `ordered` in the order of the file, the last rows in `test`; or as an array
    `split` says. HDF5 needs h5py: `pip install 'mezz[pde]'`.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "path": "arrays.npz",
        "fields": {
            "u": {"type": "signal", "size": 64},
            "v": {"type": "signal", "size": 64, "axis": "z"},
        },
        "target": {"key": "y", "names": ["y"]},
        "train": 40,
        "validation": 20,
        "test": 20,
    }

    kind: Literal["arrays"] = "arrays"
    path: Path = Field(description="The file or folder, relative to the spec's folder.")
    fields: dict[Name, Entry] = Field(
        min_length=1, max_length=64, description="The fields of an example, by name."
    )
    target: Aim = Field(description="What is to be predicted.")
    unit: Name | None = Field(
        None, description="An array that names what must not be divided, such as a patient."
    )
    split: Name | None = Field(
        None,
        description="An array that names the split of each row: `train`, `unlabelled`, "
        "`validation` or `test`, or 0 to 3 in this order. Sizes are then what it says.",
    )
    ordered: bool = Field(False, description="Whether the rows follow each other in time.")
    block: int = Field(
        1, ge=1, le=1_000_000, description="Consecutive rows that are not independent, if ordered."
    )
    train: Size = Field(0.7, gt=0, description="Rows to learn from: a number, or a share below 1.")
    unlabelled: Size = Field(0.0, ge=0, description="Rows whose targets nobody looks at.")
    validation: Size = Field(0.1, gt=0, description="Rows to stop a fit by.")
    test: Size = Field(0.2, gt=0, description="Rows to judge by.")

    @field_validator("train", "unlabelled", "validation", "test")
    @classmethod
    def _share_or_count(cls, value: float) -> float:
        if value >= 1 and value != int(value):
            raise ValueError("a share below 1, or a whole number of rows")
        return value

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if sum(size for size in self._asked().values() if size < 1) > 1 + 1e-9:
            raise ValueError("the shares of the splits add up to more than 1")
        if self.block > 1 and not self.ordered:
            raise ValueError("`block` is for rows that follow each other: `ordered: true`")
        return self

    def emits(self) -> Emits:
        """Return the fields and the target as declared; no oracle knows more than the file."""
        return Emits(
            fields={name: entry.domain() for name, entry in self.fields.items()},
            target=self.target.domain(),
            unit=self.unit or ("block" if self.block > 1 else "row"),
            ordered=self.ordered,
            block=self.block,
        )

    def sizes(self) -> dict[Split, int | None]:
        """Return sizes that are numbers; shares, and whole units, are known once the file is."""
        exact = self.split is None and self.unit is None and self.block == 1
        return {
            split: int(size) if (exact and size >= 1) or (size == 0 and not self.split) else None
            for split, size in self._asked().items()
        }

    def probe(self) -> Rows:
        """Compare the headers with what is declared, and lay out the splits.

        Of the arrays themselves only those that name units and splits are read.

        Raises:
            BadData: an array is missing or has another shape.
            Unavailable: there is no such file, or no library to read it with.
        """
        file = ArrayFile(self.path)
        rows = self._checked(file)
        _, layout, shortage = self._layout(file, rows)
        return Rows(
            sizes={split: len(layout[split]) for split in SPLITS},
            available=rows,
            content=file.digest(),
            shortage=shortage,
        )

    def sample(self, split: Split) -> Examples:
        """Read one split; an example is known by its row.

        Raises:
            BadData: an entry is not finite, a class is unknown, or there are too few rows.
            Unavailable: there is no such file, or no library to read it with.
        """
        file = ArrayFile(self.path)
        rows = self._checked(file)
        units, layout, shortage = self._layout(file, rows)
        if shortage:
            raise BadData(shortage[0].message)
        chosen = layout[split]
        fields: dict[str, NDArray[np.generic]] = {
            name: file.numbers(entry.key or name)[chosen] for name, entry in self.fields.items()
        }
        return Examples(fields, self._truth(file)[chosen], chosen, units[chosen])

    def oracle(self, examples: Examples) -> None:
        """Return nothing: the truth is what stands in the file."""

    def scale(self, examples: Examples) -> None:
        """Return None: every error counts as it is."""

    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[Any]:
        """Raise: nothing is known of the data that a simple predictor could use."""
        raise ValueError(f"world `arrays` has no baseline `{name}`")

    def _asked(self) -> dict[Split, float]:
        return {split: float(getattr(self, split)) for split in SPLITS}

    def _checked(self, file: ArrayFile) -> int:
        """Return the number of rows, the same in every array, each of which is as declared."""
        rows: dict[str, int] = {}
        for name, entry in self.fields.items():
            key = entry.key or name
            shape = file.header(key, "numbers").shape
            if not shape or shape[1:] != entry.shape():
                raise _shaped(file, key, shape, f"a {entry.type} of", entry.shape())
            rows[key] = shape[0]
        aim = self.target
        label = aim.type == "label"
        shape = file.header(aim.key, "texts" if label else "numbers").shape
        outputs = 1 if label else aim.domain().outputs
        if not shape or math.prod(shape[1:]) != outputs or (label and len(shape) > 1):
            raise _shaped(file, aim.key, shape, f"a {aim.type} of", () if label else (outputs,))
        rows[aim.key] = shape[0]
        for named in (self.unit, self.split):
            if named is not None:
                shape = file.header(named, "texts").shape
                rows[named] = shape[0] if shape else 0
        if len(set(rows.values())) > 1:
            told = ", ".join(f"`{key}` {count}" for key, count in rows.items())
            raise BadData(f"{file.name}: its arrays differ in their number of rows: {told}")
        return rows[aim.key]

    def _layout(
        self, file: ArrayFile, rows: int
    ) -> tuple[NDArray[np.int64], dict[Split, NDArray[np.int64]], tuple[Fault, ...]]:
        """Return each row's unit, the rows of every split, and what does not fit."""
        import numpy as np

        names = file.names(self.unit) if self.unit else np.arange(rows) // self.block
        found, units = np.unique(names, return_inverse=True)
        if self.split is not None:
            places = _places(file, self.split, SPLITS)
            _check_whole(file, self.unit, self.split, units, places)
            shortage: tuple[Fault, ...] = ()
        else:
            places, shortage = self._cut(file, found, units)
        layout = {split: np.flatnonzero(places == at) for at, split in enumerate(SPLITS)}
        for split, size in self._asked().items():
            if len(layout[split]) < 2 and (size > 0 or split == "test") and not shortage:
                message = f"{len(layout[split])} rows of {file.name} fall to `{split}`: too few"
                shortage = (Fault(path=(split,), message=message, help=("two at least",)),)
        return units.astype(np.int64), layout, shortage

    def _cut(
        self, file: ArrayFile, found: NDArray[Any], units: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], tuple[Fault, ...]]:
        """Put the units in order, and cut where the sizes say; a unit falls where it begins."""
        import numpy as np

        rows, asked = len(units), self._asked()
        first = np.unique(units, return_index=True)[1]
        order = np.argsort(first if self.ordered else _hashed(found, self.seed), kind="stable")
        count = np.bincount(units, minlength=len(found))[order]
        start = np.empty(len(found), dtype=np.int64)
        start[order] = np.cumsum(count) - count
        edges = np.cumsum([size * rows if size < 1 else size for size in asked.values()])
        places = np.searchsorted(np.rint(edges), start, side="right")
        if edges[-1] <= rows + 0.5:
            return places[units], ()
        message = f"the splits ask for {round(edges[-1])} rows, and {file.name} has {rows}"
        return places[units], (Fault(path=("train",), message=message, help=("ask for fewer",)),)

    def _truth(self, file: ArrayFile) -> NDArray[np.generic]:
        aim = self.target
        if aim.type == "label":
            return _places(file, aim.key, aim.names or ())
        values = file.numbers(aim.key)
        return values.reshape(len(values), -1)


def _shaped(
    file: ArrayFile, key: str, shape: tuple[int, ...], what: str, due: tuple[int, ...]
) -> BadData:
    found, wanted = (" x ".join(map(str, one)) or "one number" for one in (shape[1:], due))
    rows = f"{shape[0]} rows of {found}" if shape else "a single entry"
    return BadData(f"{file.name}, `{key}` holds {rows}, and {what} {wanted} a row is due")


def _places(file: ArrayFile, key: str, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the place of each entry among some names, `(N,)`; numbers are the places."""
    import numpy as np

    said = file.names(key)
    known = [str(at) for at in range(len(names))] if said.dtype.kind == "i" else list(names)
    words = said.astype(str)
    unknown = np.flatnonzero(~np.isin(words, known))
    if len(unknown):
        row = int(unknown[0])
        hint = "; ".join(did_you_mean(str(words[row]), known, "it can be"))
        raise BadData(
            f"{file.name}, `{key}`, row {row + 1} of {len(said)}: `{words[row]}` is not known; {hint}"
        )
    order = np.argsort(known)
    return order[np.searchsorted(np.array(known)[order], words)].astype(np.int64)


def _check_whole(
    file: ArrayFile,
    unit: str | None,
    split: str,
    units: NDArray[np.int64],
    places: NDArray[np.int64],
) -> None:
    """Refuse a unit that is divided between two splits."""
    import numpy as np

    first = np.unique(units, return_index=True)[1][units]
    torn = np.flatnonzero(places != places[first])
    if unit is not None and len(torn):
        row = int(torn[0])
        here, there = SPLITS[places[row]], SPLITS[places[first[row]]]
        raise BadData(
            f"{file.name}, `{split}`, row {row + 1} of {len(units)}: it is in `{here}`, and row "
            f"{int(first[row]) + 1}, of the same `{unit}`, in `{there}`"
        )


def _hashed(names: NDArray[Any], seed: int) -> NDArray[np.float64]:
    """Return a number in [0, 1) for each distinct name, whatever else there is, `(U,)`."""
    import hashlib

    import numpy as np

    from mezz.learn.randomness import Stream

    ids = names
    if names.dtype.kind != "i":
        heads = [hashlib.sha256(str(name).encode()).digest()[:8] for name in names]
        ids = np.array([int.from_bytes(head, "little", signed=True) for head in heads], np.int64)
    return Stream(seed, "arrays").uniform(ids.astype(np.int64), 1)[:, 0]
