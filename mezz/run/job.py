"""One stage about to run: where its inputs lie and where its artifact goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mezz.cache.artifact import read_arrays, read_views
from mezz.component.examples import Examples
from mezz.plan.pipeline import TWIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from mezz.component.symmetry import Symmetry
    from mezz.plan.plan import Plan
    from mezz.plan.stage import Stage


@dataclass(frozen=True, slots=True)
class Job:
    """A stage with everything it may touch: its inputs' folders, and the folder it must fill.

    A long stage may `keep_unfinished` what it could go on from if it is stopped; `unfinished`
    returns what the last attempt kept, None where none did.
    """

    stage: Stage
    plan: Plan
    inputs: Mapping[str, Path]
    folder: Path
    threads: int
    progress: Callable[[int, int, str], None]
    unfinished: Callable[[], bytes | None]
    keep_unfinished: Callable[[bytes], None]

    @property
    def symmetry(self) -> Symmetry:
        """Return what acts here: the spec's symmetry, or its twin."""
        twin = self.plan.twin if self.stage.id.startswith(TWIN) else None
        return twin or self.plan.spec.symmetry

    @property
    def params(self) -> dict[str, Any]:
        """Return the stage's parameters."""
        return self.stage.params

    def input(self, prefix: str) -> str:
        """Return the id of the one input that begins with `prefix`, but for the twin's mark."""
        (found,) = self.inputs_like(prefix)
        return found

    def inputs_like(self, prefix: str) -> tuple[str, ...]:
        """Return the ids of all inputs that begin with `prefix`, in the order of the plan."""
        return tuple(id_ for id_ in self.stage.inputs if id_.removeprefix(TWIN).startswith(prefix))

    def arrays(self, input_id: str) -> dict[str, NDArray[Any]]:
        """Read the arrays of one input."""
        return read_arrays(self.inputs[input_id])

    def views(self, input_id: str, name: str) -> Iterator[NDArray[Any]]:
        """Read one array of an input view by view, so that memory does not grow with their number."""
        return read_views(self.inputs[input_id], name)

    def examples(self, split: str) -> Examples:
        """Read one sampled split."""
        return Examples.of(self.arrays(f"sample/{split}"))
