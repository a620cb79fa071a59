"""Where a run tells what happens besides its own folder: the entries of a spec's `log` block.

A sink is a component like any other: frozen settings that a spec names by `kind`. `open` turns it into
a `Recorder` when a run begins. A sink computes nothing that a verdict depends on, and no content key
holds it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar, NamedTuple, final

from mezz.component.base import Component

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class About(NamedTuple):
    """What a sink is told of the run that it records: the experiment's name and the run's id."""

    name: str
    run: str


class Recorder(ABC):
    """An opened sink. All its methods are called from one thread that is not the run's own.

    Whatever a method raises ends this recorder alone: the run goes on without it and says so once.
    """

    @abstractmethod
    def numbers(self, name: str, step: int, values: Mapping[str, float], time: float) -> None:
        """Record numbers that belong together, as `name/key` at a step of an axis of their own.

        Args:
            name: such as `fit/teacher/0`, `metrics/student` or `stages`.
            step: the place on the axis of `name`: optimiser steps, stages done, 0 for a total.
            values: the numbers, such as `{"train": 0.3, "validation": 0.4}`.
            time: seconds since the epoch.
        """

    @abstractmethod
    def words(self, name: str, step: int, text: str, time: float) -> None:
        """Record one line of text, such as the headline, at a step of an axis of its own."""

    @abstractmethod
    def close(self) -> None:
        """Write out what is held back. Called once, also after a method has raised."""


class Sink(Component):
    """Where events, training losses and results of a run also go; it changes none of them.

    `package` is the top-level package that `open` imports. Without it a spec is valid all the same:
    the checker warns, and the run leaves this sink out.
    """

    package: ClassVar[str]

    @final
    def missing(self) -> bool:
        """Say whether the package is not installed; nothing is imported."""
        try:
            found = find_spec(self.package)
        except ValueError:
            return True
        # A folder of that name on the path, such as one that holds recorded runs, has no origin.
        return found is None or found.origin is None

    @abstractmethod
    def open(self, folder: Path, about: About) -> Recorder:
        """Begin to record a run.

        Args:
            folder: exists, belongs to this sink alone, and holds whatever it writes.
            about: the run.
        """
