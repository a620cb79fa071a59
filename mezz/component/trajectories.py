"""Worlds whose examples lie on the trajectories of a differential equation: state, then state."""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, final

from pydantic import Field

from mezz.component.base import SPLITS, Rows
from mezz.component.examples import Examples
from mezz.component.flow import COARSE, FINE, flow, steps_for
from mezz.component.generated import MOST, Generated
from mezz.component.types import Emits, State, Time, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split
    from mezz.component.types import DomainType

    Array = NDArray[np.float64]

_UNITS_OF_A_SPLIT = 1 << 32
"""Each split numbers its rows and trajectories in a range of its own."""

_AXIS = "state"

_NEAR = 0.01
"""How large the region is where transients set out, as a share of the box about the attractor."""

_SETTLED = 20.0
_TRAJECTORIES = 1024
_SNAPSHOTS = 4
_APART = 0.5
"""How the attractor's variance is found: time to settle, trajectories, states of each, time between."""


class Trajectories(Generated):
    """A state, and the state a time `dt` later, which is the target.

    A trajectory gives `per_trajectory` examples, about `spacing` apart; where within the spacing
    the first one lies is drawn for each trajectory. Squared errors count in units of the variance
    of the attractor, summed over the components and found once from trajectories of its own.
    """

    train: int = Field(20_000, ge=2, le=MOST, description="Labelled examples to learn from.")
    unlabelled: int = Field(
        30_000, ge=0, le=MOST, description="Examples whose targets nobody looks at."
    )
    validation: int = Field(5_000, ge=2, le=MOST, description="Examples to stop a fit by.")
    test: int = Field(10_000, ge=2, le=MOST, description="Examples to judge by.")
    dt: float = Field(0.3, gt=0, le=10, description="How much later the target is.")
    per_trajectory: int = Field(10, ge=1, le=1000, description="Examples of one trajectory.")
    spacing: float = Field(0.2, gt=0, le=100, description="Time between these.")
    settle: float = Field(
        15.0, ge=0, le=1000, description="Time that a trajectory has to reach the attractor."
    )

    @classmethod
    @abstractmethod
    def names(cls) -> tuple[str, ...]:
        """Return what the components of the state are called."""

    @abstractmethod
    def clocks(self) -> dict[str, DomainType]:
        """Return the fields that tell the time."""

    @abstractmethod
    def rate(self, time: Array, state: Array) -> Array:
        """Return dx/dt of `(d, N)` states at `(N,)` times, row by row of axis 1, `(d, N)`."""

    @abstractmethod
    def around(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the lowest and the highest corner of a box about the attractor."""

    @abstractmethod
    def when(self, share: Array) -> Array:
        """Return the times `(M,)` at which trajectories begin, for uniform numbers `(M,)`."""

    @abstractmethod
    def settles(self) -> bool:
        """Say whether trajectories are followed to the attractor before they give examples."""

    @abstractmethod
    def shown(self, began: Array, elapsed: Array) -> dict[str, Array]:
        """Return the fields that tell the time, `(N,)` each.

        began: when each trajectory began. elapsed: since the first moment that gives examples.
        """

    @abstractmethod
    def time_of(self, examples: Examples) -> Array:
        """Return the times, `(N,)`, that the equation reads; zeros where it reads none."""

    @final
    def emits(self) -> Emits:
        """Return the state, what tells the time, and the later state, whose oracle is exact."""
        names = self.names()
        return Emits(
            fields={"state": State(names, _AXIS), **self.clocks()},
            target=Value(names, unit="attractor sd", axis=_AXIS),
            unit="trajectory",
            oracle=True,
            baselines=("persistence", "no_clock"),
        )

    @final
    def probe(self) -> Rows:
        """Return the sizes: a generated world has as many rows as are asked for."""
        return Rows(sizes=self.asked())

    @final
    def sample(self, split: Split) -> Examples:
        """Follow as many trajectories as it takes, and take the states and what becomes of them."""
        import numpy as np

        from mezz.learn.randomness import Stream

        count, first = getattr(self, split), SPLITS.index(split) * _UNITS_OF_A_SPLIT
        units = first + np.arange(-(-count // self.per_trajectory), dtype=np.int64)
        drawn = Stream(self.seed, self.kind).uniform(units, len(self.names()) + 2)
        time, state = self._set_out(drawn[:, 1:], near=not self.settles())
        if self.settles():
            time, state = self._followed(time, state, self.settle)
        offsets = self.spacing * (drawn[:, :1] + np.arange(self.per_trajectory))
        states = np.stack(list(self._passed(time, state, offsets)), axis=1)
        owner, elapsed = np.repeat(units, self.per_trajectory), offsets.ravel()
        told = self.shown(np.repeat(time, self.per_trajectory), elapsed)
        blank = Examples(
            {"state": states.reshape(len(owner), -1), **told}, np.empty(len(owner)), owner, owner
        ).take(slice(0, count))
        ids = first + np.arange(count, dtype=np.int64)
        return Examples(blank.fields, self.oracle(blank), ids, blank.units)

    def _set_out(self, share: Array, *, near: bool) -> tuple[Array, Array]:
        """Turn `(M, 1 + d)` uniform numbers into times and states; `near` the middle of the box."""
        import numpy as np

        low, high = (np.asarray(corner) for corner in self.around())
        place = 0.5 + _NEAR * (share[:, 1:] - 0.5) if near else share[:, 1:]
        return self.when(share[:, 0]), low + (high - low) * place

    def _followed(self, time: Array, state: Array, span: float) -> tuple[Array, Array]:
        """Go on for a span, and return when and where that is."""
        return time + span, flow(self.rate, time, state, span, steps_for(span, COARSE))

    def _passed(self, time: Array, state: Array, offsets: Array) -> Iterator[Array]:
        """Yield the states `(M, d)` at each of the `(M, L)` times after `time`."""
        steps, before = steps_for(self.spacing, COARSE), 0.0 * time
        for offset in offsets.T:
            state = flow(self.rate, time + before, state, offset - before, steps)
            before = offset
            yield state

    @final
    def oracle(self, examples: Examples) -> Array:
        """Follow the states, in whatever view, for `dt`: `(N, d)`."""
        import numpy as np

        state = np.asarray(examples.fields["state"], np.float64)
        return flow(self.rate, self.time_of(examples), state, self.dt, steps_for(self.dt, FINE))

    @final
    def scale(self, examples: Examples) -> Array:
        """Return one over the attractor's variance, `(N,)`."""
        import numpy as np

        return np.full(len(examples), 1.0 / self.spread())

    @final
    def baseline(self, name: str, train: Examples, examples: Examples) -> Array:
        """Say that nothing changes, or fit a quadratic of the state that looks at no clock.

        Raises:
            ValueError: it is neither `persistence` nor `no_clock`.
        """
        import numpy as np

        state = np.asarray(examples.fields["state"], np.float64)
        if name == "persistence":
            return state
        if name != "no_clock":
            raise ValueError(f"world `{self.kind}` has no baseline `{name}`")
        known = np.asarray(train.fields["state"], np.float64)
        about, width = known.mean(axis=0), known.std(axis=0)
        width = np.where(width > 0, width, 1.0)
        terms = [_quadratic((one - about) / width) for one in (known, state)]
        weights = np.linalg.lstsq(terms[0], np.asarray(train.target, np.float64), rcond=None)[0]
        return np.asarray(terms[1] @ weights)

    @final
    def spread(self) -> float:
        """Return the variance of the attractor, summed over the components."""
        return _variance(self)

    def _reference(self) -> Array:
        """Return states all over the attractor, `(_TRAJECTORIES _SNAPSHOTS, d)`."""
        import numpy as np

        from mezz.learn.randomness import Stream

        share = Stream(0, self.kind, "variance").uniform(
            np.arange(_TRAJECTORIES), len(self.names()) + 1
        )
        time, state = self._followed(*self._set_out(share, near=False), _SETTLED)
        seen = []
        for _ in range(_SNAPSHOTS):
            seen.append(state)
            time, state = self._followed(time, state, _APART)
        return np.concatenate(seen)


class Autonomous(Trajectories):
    """A system whose law does not look at the clock: when its origin moves, nothing happens.

    A clock of period `period` shows `t`, and showed `began` when the trajectory's first moment
    passed; it is stored as if it had been started then.
    """

    period: float = Field(2.0, gt=0, le=1e6, description="Period of the clock.")
    start: Literal["attractor", "transient"] = Field(
        "attractor",
        description="`attractor`: trajectories settle first. `transient`: all set out from about "
        "one point when the clock shows 0, so that the clock gives the state away.",
    )

    @final
    def clocks(self) -> dict[str, DomainType]:
        """Return two readings of one clock."""
        return {"t": Time(self.period), "began": Time(self.period)}

    @final
    def settles(self) -> bool:
        """Say yes unless the transient is what is wanted."""
        return self.start == "attractor"

    @final
    def shown(self, began: Array, elapsed: Array) -> dict[str, Array]:
        """Return `t`, in [0, period), and `began`, 0."""
        import numpy as np

        return {"t": np.mod(elapsed, self.period), "began": np.zeros_like(elapsed)}

    @final
    def time_of(self, examples: Examples) -> Array:
        """Return zeros: the law reads no time."""
        import numpy as np

        return np.zeros(len(examples))

    @final
    def when(self, share: Array) -> Array:
        """Return zeros: no moment differs from another."""
        return 0.0 * share


@lru_cache(maxsize=64)
def _variance(world: Trajectories) -> float:
    return float(world._reference().var(axis=0).sum())


def _quadratic(state: Array) -> Array:
    """Return 1, every component and every product of two, `(N, 1 + d + d (d + 1) / 2)`."""
    import numpy as np

    first, second = np.triu_indices(state.shape[1])
    return np.concatenate(
        [np.ones((len(state), 1)), state, state[:, first] * state[:, second]], axis=1
    )
