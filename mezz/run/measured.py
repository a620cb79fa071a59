"""What a `measure` stage leaves of one arm: influence values, and for judged views their curve."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import read_arrays, read_json, write_arrays, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Values = NDArray[np.float64]

CLIPPED = "clipped/"


@dataclass(frozen=True, slots=True)
class Curve:
    """The loss of the mean of k views.

    `k`: the numbers of views, `(P,)`. `loss`: `(P, S, N)` measured. `law`: `(P, S)` what the exact
    law expects. `by_view`: `(S, V)` the mean loss of each view alone.
    """

    k: tuple[int, ...]
    loss: Values
    law: Values
    by_view: Values


@dataclass(frozen=True, slots=True)
class Measured:
    """One arm.

    `values[measure]` is `(S, N)`, or `(S, 1)` for a count without examples. `systematic`: `(1, N)`
    the part of the gap that seeds share. `fidelity`: `(S, N)` the squared distance of one pass to
    the mean that it was distilled from, debiased. `clipped`: like `values`, for measures that clip
    probabilities, with a clipping constant ten times as large. `halves`: `(2, S, N)` the gap from
    either half of the views, where they are a sample. `crossed`: `(S, N)` the gap from independent
    blocks of K views, however those were designed.
    """

    values: Mapping[str, Values]
    curve: Curve | None = None
    systematic: Values | None = None
    fidelity: Values | None = None
    clipped: Mapping[str, Values] = field(default_factory=dict)
    halves: Values | None = None
    crossed: Values | None = None

    def save(self, folder: Path) -> None:
        """Write few arrays, however many measures there are."""
        wide = {name: one for name, one in self.values.items() if one.shape[1] > 1}
        counts = {name: one[:, 0].tolist() for name, one in self.values.items() if name not in wide}
        arrays = {"influence": np.stack(list(wide.values()))}
        if self.curve is not None:
            arrays |= {
                "curve": self.curve.loss,
                "law": self.curve.law,
                "by_view": self.curve.by_view,
            }
        named = {
            "systematic": self.systematic,
            "fidelity": self.fidelity,
            "halves": self.halves,
            "crossed": self.crossed,
        }
        arrays |= {name: one for name, one in named.items() if one is not None}
        arrays |= {CLIPPED + name: one for name, one in self.clipped.items()}
        write_arrays(folder, arrays)
        k = self.curve.k if self.curve else ()
        write_json(folder, {"measures": list(wide), "counts": counts, "k": list(k)})

    @classmethod
    def load(cls, folder: Path) -> Measured:
        """Read what `save` wrote."""
        arrays, told = read_arrays(folder), read_json(folder)
        values = dict(zip(told["measures"], arrays["influence"], strict=True))
        values |= {name: np.array(one)[:, np.newaxis] for name, one in told["counts"].items()}
        curve = None
        if told["k"]:
            curve = Curve(tuple(told["k"]), arrays["curve"], arrays["law"], arrays["by_view"])
        clipped = {
            name.removeprefix(CLIPPED): one
            for name, one in arrays.items()
            if name.startswith(CLIPPED)
        }
        return cls(
            values,
            curve,
            systematic=arrays.get("systematic"),
            fidelity=arrays.get("fidelity"),
            clipped=clipped,
            halves=arrays.get("halves"),
            crossed=arrays.get("crossed"),
        )
