"""Changing the sign of some components of a state: C_2, and the target with it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Literal, final

from pydantic import Field, field_validator

from mezz.component.base import Fault
from mezz.component.symmetry import Elementary, SymmetryType
from mezz.component.types import Invariance, State, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.cyclic import Cyclic


class SignChange(Elementary):
    """Change the signs of some components, in every state on the same axis."""

    type = SymmetryType.FINITE_GROUP
    acts_on = State
    commutes = frozenset({"half_turn"})

    on: str = Field(description="The state.")
    flip: tuple[str, ...] = Field(
        min_length=1, description="The components whose signs change; the others stay."
    )

    @field_validator("flip")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("each component once")
        return value

    @abstractmethod
    def turned(self, emits: Emits) -> tuple[str, ...]:
        """Return the components of states whose signs change."""

    @abstractmethod
    def turned_of_target(self, emits: Emits) -> tuple[str, ...]:
        """Return the components of the target whose signs change."""

    @final
    def order(self) -> int:
        """Return 2."""
        return 2

    @final
    def structure(self) -> str:
        """Return `C_2`."""
        return "C_2"

    @final
    def group(self) -> Cyclic:
        """Return the group of two elements."""
        from mezz.groups.cyclic import Cyclic

        return Cyclic(2)

    @final
    def moves(self, emits: Emits) -> frozenset[str]:
        """Return every state on the axis that has a component to turn."""
        turned = set(self.turned(emits))
        return frozenset(
            name
            for name, type_ in emits.fields.items()
            if isinstance(type_, State)
            and type_.axis == self._axis(emits)
            and set(type_.names) & turned
        )

    @final
    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, these signs."""
        return frozenset({Invariance(f"signs of {', '.join(sorted(self.flip))}", self.on)})

    @final
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return the components that the state does not have."""
        state = emits.fields.get(self.on)
        names = state.names if isinstance(state, State) else ()
        return tuple(
            Fault(
                path=("flip", place),
                message=f"`{self.on}` has no component `{name}`",
                help=(f"its components: {', '.join(names)}",),
            )
            for place, name in enumerate(self.flip)
            if name not in names
        )

    @final
    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Change signs where `elements`, `(N,)`, are 1."""
        import numpy as np

        moved: dict[str, NDArray[np.generic]] = {}
        for name in self.moves(emits):
            type_ = emits.fields[name]
            assert isinstance(type_, State)
            values = np.asarray(examples.fields[name], np.float64)
            moved[name] = values * _signs(elements, type_.names, self.turned(emits))
        return examples.moved(**moved)

    @final
    def carries_target(self, emits: Emits) -> bool:
        """Say whether a component of the target turns."""
        return bool(self.turned_of_target(emits))

    @final
    def transport(
        self, elements: NDArray[np.generic], answers: NDArray[np.float64], emits: Emits
    ) -> NDArray[np.float64]:
        """Change the signs of the target's turned components in the answers, `(N, C)`."""
        turned = self.turned_of_target(emits)
        return answers * _signs(elements, emits.target.names, turned) if turned else answers

    @final
    def shared(self, emits: Emits) -> tuple[str, ...]:
        """Return the named components that a target on the axis of the state has."""
        target = emits.target
        on_axis = isinstance(target, Value) and target.axis == self._axis(emits)
        return tuple(name for name in self.flip if on_axis and name in target.names)

    @final
    def _axis(self, emits: Emits) -> str:
        state = emits.fields[self.on]
        if not isinstance(state, State):
            raise TypeError(f"`{self.on}` is {state}, not a state")
        return state.axis


class HalfTurn(SignChange):
    """Change the signs of some components of a state, and of the same ones of the target.

    With `flip: [x, y]` it is the half turn of Lorenz's system about its z axis, with `flip: [x, v]`
    that of an oscillator with an odd force. In the canonical form the first flipped component that
    is not 0 is positive.

    The twin turns the state in the same way and leaves the target where it was. (Another pattern of
    signs, carried along by the target, leaves the attractor: a network then learns the flow and its
    mirror image side by side, and the control has nothing to show.) Where the target does not move
    under the symmetry either, the twin changes the first sign alone; of a single sign there is no
    part, and no twin.
    """

    canonical_form = True
    minimal: ClassVar[dict[str, Any]] = {"on": "state", "flip": ["x", "y"]}

    kind: Literal["half_turn"] = "half_turn"

    def twin(self) -> BareTurn | None:
        """Return a turn that the target does not follow, None where there is only one sign."""
        return BareTurn(on=self.on, flip=self.flip) if len(self.flip) > 1 else None

    def turned(self, emits: Emits) -> tuple[str, ...]:
        """Return the components named."""
        return self.flip

    def turned_of_target(self, emits: Emits) -> tuple[str, ...]:
        """Return those of them that the target has."""
        return self.shared(emits)

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return 1, `(N,)` int64, where the first flipped component that is not 0 is negative."""
        import numpy as np

        state = emits.fields[self.on]
        assert isinstance(state, State)
        places = [state.names.index(name) for name in self.flip]
        sides = np.sign(np.asarray(examples.fields[self.on], np.float64)[:, places])
        first = np.argmax(sides != 0, axis=1)
        return np.asarray(sides[np.arange(len(sides)), first] < 0, np.int64)


class BareTurn(SignChange):
    """The twin: the state turns and the target stays, or the first sign turns without the others."""

    canonical_form = False

    kind: Literal["bare_turn"] = "bare_turn"

    def twin(self) -> None:
        """Return nothing: a twin has none."""

    def turned(self, emits: Emits) -> tuple[str, ...]:
        """Return the components named, or the first alone where the target would stay anyway."""
        return self.flip if self.shared(emits) else self.flip[:1]

    def turned_of_target(self, emits: Emits) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: no view is more canonical than another."""


def _signs(
    elements: NDArray[np.generic], names: tuple[str, ...], turned: tuple[str, ...]
) -> NDArray[np.float64]:
    """Return the factor of each component of each example, `(N, len(names))`, 1 or -1."""
    import numpy as np

    these = np.array([name in turned for name in names], dtype=np.float64)
    return 1.0 - 2.0 * np.asarray(elements, np.float64)[:, np.newaxis] * these
