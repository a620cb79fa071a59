"""Examples as arrays: what a world samples, a symmetry moves and an encoder reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Examples:
    """A batch of N examples of one world.

    `fields`: arrays with N along axis 0, keyed by field name, companion parts as `<field>.<part>`.
    `target`: `(N,)` int64 for a `Label`, `(N, C)` float64 for a `Value`.
    `ids`: `(N,)` int64, unique within the world; randomness is addressed by them.
    `units`: `(N,)` int64, the split unit of each example (see `Emits.unit`).
    """

    fields: Mapping[str, NDArray[np.generic]]
    target: NDArray[np.generic]
    ids: NDArray[np.int64]
    units: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: NDArray[np.int64] | slice) -> Examples:
        """Return the chosen rows, in the order given."""
        return Examples(
            {name: values[rows] for name, values in self.fields.items()},
            self.target[rows],
            self.ids[rows],
            self.units[rows],
        )

    def moved(self, **fields: NDArray[np.generic]) -> Examples:
        """Return the same examples with some fields replaced (`series__start` for `series.start`)."""
        changed = {name.replace("__", "."): values for name, values in fields.items()}
        return replace(self, fields={**self.fields, **changed})

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything as named arrays, the form in which examples are stored."""
        fields = {f"field/{name}": values for name, values in self.fields.items()}
        return {**fields, "target": self.target, "ids": self.ids, "units": self.units}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Examples:
        """Build examples from what `arrays` returned."""
        prefix = "field/"
        fields = {
            name.removeprefix(prefix): values
            for name, values in arrays.items()
            if name.startswith(prefix)
        }
        return cls(fields, arrays["target"], arrays["ids"], arrays["units"])
