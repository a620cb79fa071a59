"""Small components with keys of every form, and a spec of them, to load without the catalogue."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  pydantic reads it
from typing import TYPE_CHECKING, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

import mezz.spec.load as loading
from mezz.component.base import Encoder, Model, World
from mezz.component.registry import BrokenComponent, UnknownKind
from mezz.component.symmetry import LeavesTarget

if TYPE_CHECKING:
    from mezz.component.base import Component

GOOD = """\
mezz: 1
name: small-one
world: {kind: grid, train: 100, range: [0.0, 1.0]}
symmetry: {kind: turns, on: M}
encoder: {kind: plain, fields: [M]}
teacher:
  model: {kind: dense, hidden: [8, 8]}
  fit: {steps: 20, lr: 1e-3}
student:
  model: {kind: dense}
"""


class Columns(BaseModel):
    """A block inside a component."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    open: str = "open"
    close: str = "close"


class Grid(World):
    """A world with a value of every form."""

    kind: Literal["grid"] = "grid"
    train: int = Field(100, ge=1, le=1000, multiple_of=10)
    range: tuple[float, float] = (0.0, 1.0)
    path: Path | None = None
    files: tuple[Path, ...] = ()
    shuffle: bool = False
    label: str = Field("x", min_length=1, max_length=4)
    columns: Columns = Columns()

    @field_validator("range")
    @classmethod
    def _in_order(cls, value: tuple[float, float]) -> tuple[float, float]:
        if value[0] > value[1]:
            raise ValueError("The smaller one comes first")
        return value

    @model_validator(mode="after")
    def _together(self) -> Grid:
        if self.shuffle and self.path:
            raise ValueError("shuffle and path exclude each other")
        return self


class Turns(LeavesTarget):
    """A symmetry with one key of its own."""

    kind: Literal["turns"] = "turns"
    turns: Literal[2, 3, 5] = 5


class Plain(Encoder):
    """An encoder whose fields have no default."""

    kind: Literal["plain"] = "plain"
    fields: tuple[str, ...] = Field(description="What it reads.")


class Dense(Model):
    """A model with hidden widths."""

    kind: Literal["dense"] = "dense"
    hidden: tuple[int, ...] = (4,)


CATALOGUE: dict[str, dict[str, type[Component]]] = {
    "worlds": {"grid": Grid},
    "symmetries": {"turns": Turns},
    "encoders": {"plain": Plain},
    "models": {"dense": Dense},
}
for _classes in CATALOGUE.values():
    for _class in _classes.values():
        # These have no bodies to compute with, and loading needs none.
        _class.__abstractmethods__ = frozenset()


@pytest.fixture
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer the components above in place of those that ship."""

    def component(group: str, kind: str) -> type[Component]:
        if kind == "broken":
            raise BrokenComponent("plugin.grid needs cosmos", "plugin-distribution")
        if kind not in CATALOGUE[group]:
            raise UnknownKind(kind)
        return CATALOGUE[group][kind]

    monkeypatch.setattr(loading, "load_component", component)
    monkeypatch.setattr(loading, "kinds", lambda group: tuple(CATALOGUE[group]))


@pytest.fixture
def good() -> str:
    """Return the text of a spec without a fault, in which every value stands once."""
    return GOOD
