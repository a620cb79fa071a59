"""The same symmetry on several fields, independently on each: a direct power."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from mezz.component.base import Fault
from mezz.component.composition import Direct, crossed, meeting
from mezz.component.slot import ASymmetry
from mezz.component.symmetry import Elementary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.component.symmetry import Path, Symmetry
    from mezz.component.types import Emits


class Copies(BaseModel):
    """One symmetry, and the fields on which it acts independently."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    of: ASymmetry = Field(description="An elementary symmetry; its own `on` is the first field.")
    on: tuple[str, ...] = Field(min_length=2, max_length=16, description="The fields.")

    @field_validator("on")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("each field once")
        return value


class Power(Direct):
    """Let independent elements of one group act on several fields: G^n."""

    minimal: ClassVar[dict[str, Any]] = {
        "power": {"of": {"kind": "circular_shift", "on": "u"}, "on": ["u", "v"]}
    }

    kind: Literal["power"] = "power"
    power: Copies = Field(description="What is repeated, and where.")

    def factors(self) -> tuple[Symmetry, ...]:
        """Return one copy a field; of what is composed itself, which is refused, nothing else."""
        of = self.power.of
        if not isinstance(of, Elementary):
            return (of,)
        return tuple(of.model_copy(update={"on": name}) for name in self.power.on)

    def places(self) -> tuple[Path, ...]:
        """Return the one place where they are written."""
        return (("power", "of"),) * len(self.factors())

    def own_faults(self, emits: Emits) -> Iterator[Fault]:
        """Yield a fault where copies meet, or where what is repeated has no field of its own."""
        if not isinstance(self.power.of, Elementary):
            yield Fault(
                path=("power", "of"),
                message="a power repeats an elementary symmetry, on one field after the other",
                help=("`product` puts compositions together",),
                code="MZ246",
            )
        for i, j, array in meeting(self.factors(), emits):
            first, second = self.power.on[i], self.power.on[j]
            yield Fault(
                path=("power", "on", j),
                message=f"on `{first}` and on `{second}` it moves `{array}` both times",
                help=("fields that share no axis",),
                code="MZ244",
            )

    def twin(self) -> Power | None:
        """Return the power of the twin."""
        twin = self.power.of.twin()
        if twin is None:
            return None
        return Power(power=Copies(of=twin, on=self.power.on))

    def structure(self) -> str:
        """Return the powers as the product that they are."""
        return crossed(self.factors())
