"""A student that a run left, ready to answer: plain tensors and JSON, no code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mezz.learn.predict import predict, probabilities
from mezz.learn.weights import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from mezz.learn.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class Student:
    """A fitted model and what it was made for.

    Attributes:
        names: the classes, or the components of the value, in the order of the answers' columns.
        answers: whether it gives probabilities of classes or values in the target's own units.
        encoder: the encoder's kind and settings: what the D inputs of `predict` are made by.
        about: everything that its fit recorded.
    """

    names: tuple[str, ...]
    answers: Literal["probabilities", "values"]
    encoder: Mapping[str, Any]
    about: Mapping[str, Any]
    _weights: Weights

    @property
    def inputs(self) -> int:
        """Return D, the numbers that it reads of one example."""
        return self._weights.shape.inputs

    def predict(self, inputs: ArrayLike) -> NDArray[np.float64]:
        """Answer in one pass.

        Args:
            inputs: `(N, D)` encoded examples, or `(D,)` for one of them.

        Returns:
            `(N, C)` float64, or `(C,)`: probabilities, or values in the target's own units. A
            target that moves with the example is answered as it is of the example that was given.

        Raises:
            ValueError: another shape, or numbers that are not finite.
        """
        rows = np.asarray(inputs, np.float32)
        table = rows[np.newaxis] if rows.ndim == 1 else rows
        if table.ndim != 2 or table.shape[1] != self.inputs:
            raise ValueError(f"this student reads (N, {self.inputs}), not {rows.shape}")
        if not np.isfinite(table).all():
            row = int(np.argwhere(~np.isfinite(table))[0][0])
            raise ValueError(f"row {row} holds a number that is not finite")
        model = self._weights
        out = predict(model.params, model.shape, model.scaler, table[np.newaxis])[0]
        out = probabilities(out) if self.answers == "probabilities" else out
        return out[0] if rows.ndim == 1 else out

    def __call__(self, inputs: ArrayLike) -> NDArray[np.float64]:
        """Answer like `predict`, so that a student can stand wherever a function can."""
        return self.predict(inputs)

    def __repr__(self) -> str:
        return f"Student({self.inputs} inputs -> {self.answers} of {', '.join(self.names)})"


def load_student(path: Path | str) -> Student:
    """Load the student of a run: from the run's folder, or from its folder `student`.

    Only `model.safetensors` and `config.json` are read, and neither can hold code.

    Raises:
        FileNotFoundError: there is no student, as in a run of `task: measure` or an unfinished one.
        ValueError: the folder holds another model, or one that does not say what it answers.
    """
    folder = Path(path)
    inner = folder / "student"
    folder = inner if inner.is_dir() else folder
    if not (folder / "config.json").is_file():
        raise FileNotFoundError(f"{folder} holds no student: its config.json is missing")
    weights = load(folder)
    about = weights.about
    if "names" not in about or "answers" not in about:
        raise ValueError(f"{folder / 'config.json'} does not say what the model answers")
    return Student(
        names=tuple(about["names"]),
        answers="probabilities" if about["answers"] == "probabilities" else "values",
        encoder=about.get("encoder", {}),
        about=about,
        _weights=weights,
    )
