"""What a system of your own said, view by view, in a table."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  pydantic reads it at run time
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from mezz.component.base import SPLITS, Rows, World
from mezz.component.examples import Examples
from mezz.component.failure import Unavailable
from mezz.component.prediction_table import PredictionTable
from mezz.component.types import Answers, Emits, Label, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split

_RESERVED = frozenset({"example", "view"})

Column = Annotated[str, Field(min_length=1, max_length=200)]


class Table(World):
    """A predictions table: one row for every example in every view, with what was answered there.

    Columns `example` and `view` name the row; then one column an output, probabilities of classes
    or values; and, where the truth is known, a label, the same in all rows of an example (the name
    of the right output, or its place from 0). The file is CSV with a header, Parquet, or npz (arrays
    `example`, `view`, `outputs` of shape (rows, outputs), and the label's). It is named by
    `teacher.predictions`, and what the views are is said by a symmetry of kind `named`. Every
    example must be there in every view, once.
    """

    recorded = True
    minimal: ClassVar[dict[str, Any]] = {
        "path": "predictions.csv",
        "outputs": ["no", "yes"],
        "label": "label",
    }

    kind: Literal["table"] = "table"
    path: Path | None = Field(None, description="Filled in from `teacher.predictions`.")
    target: Literal["label", "value"] = Field(
        "label", description="`label`: the outputs are probabilities of classes. `value`: numbers."
    )
    outputs: tuple[Column, ...] = Field(
        min_length=1, max_length=10_000, description="The columns of the answer, in order."
    )
    label: Column | None = Field(
        None,
        description="The column of the truth; of several values, the columns `<label>.<output>`.",
    )
    unit: Column | None = Field(
        None,
        description="A column of what is resampled together, such as a patient; by default each "
        "example stands for itself.",
    )

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.target == "label" and len(self.outputs) == 1:
            raise ValueError("classes need two outputs at least: give the other class its column")
        apart = self.label is not None and self.target == "value" and len(self.outputs) > 1
        truth = [f"{self.label}.{name}" for name in self.outputs] if apart else []
        named = [*self.outputs, *(one for one in (self.label, self.unit) if one)]
        if len({*named, *truth}) < len(named) + len(truth) or _RESERVED & set(named):
            raise ValueError("each column has one use, and `example` and `view` have theirs")
        return self

    def emits(self) -> Emits:
        """Return the answers and the target; no oracle knows more than the table."""
        return Emits(
            fields={"answers": Answers()},
            target=Label(self.outputs) if self.target == "label" else Value(self.outputs),
            unit=self.unit or "row",
            labelled=self.label is not None,
        )

    def sizes(self) -> dict[Split, int | None]:
        """Return that all rows are there to be judged; only the file knows how many."""
        return {"train": 0, "unlabelled": 0, "validation": 0, "test": None}

    def probe(self) -> Rows:
        """Read and check the whole table: what is wrong with it is said before anything runs."""
        table = self._table()
        found = table.read()
        count = len(found.examples)
        sizes: dict[str, int] = {split: count if split == "test" else 0 for split in SPLITS}
        return Rows(sizes=sizes, available=count, views=len(found.views), content=table.digest())

    def sample(self, split: Split) -> Examples:
        """Return every example for `test`, known by its place among the sorted names."""
        import numpy as np

        found = self._table().read()
        count = len(found.examples)
        truth = found.truth
        if truth is None:
            # Nobody looks at it: `emits().labelled` is false.
            classes = self.target == "label"
            truth = np.zeros(count, np.int64) if classes else np.zeros((count, len(self.outputs)))
        fields: dict[str, NDArray[np.generic]] = {
            "answers": found.answers,
            "answers.name": _as_bytes(found.examples),
        }
        whole = Examples(fields, truth, np.arange(count, dtype=np.int64), found.units)
        return whole if split == "test" else whole.take(slice(0, 0))

    def oracle(self, examples: Examples) -> None:
        """Return nothing: the truth of a table is what is written in it."""

    def scale(self, examples: Examples) -> None:
        """Return None: every error counts as it is."""

    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[Any]:
        """Raise: this world has no simple predictor of its own."""
        raise ValueError(f"world `table` has no baseline `{name}`")

    def _table(self) -> PredictionTable:
        if self.path is None:
            raise Unavailable("no predictions table is named", "name it in `teacher.predictions`")
        return PredictionTable(self.path, self.outputs, self.target, self.label, self.unit)


def _as_bytes(names: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return names as an array, `(N, L)` uint8: UTF-8 filled up with zeros."""
    import numpy as np

    encoded = np.array([name.encode() for name in names])
    return encoded.view(np.uint8).reshape(len(names), -1)
