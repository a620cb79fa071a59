"""Every measure as criteria see it, and why some cannot be used in this world."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mezz.component.base import Measure, Unit
from mezz.component.registry import BrokenComponent, kinds, load
from mezz.spec.criterion import MeasureInfo
from mezz.spec.measured import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.component.types import Emits


class Yardsticks(Mapping[str, MeasureInfo]):
    """All measures by kind, each imported when it is first asked for.

    Those that this world cannot use say why in `refused`.
    """

    def __init__(self, emits: Emits) -> None:
        """Hold what the world emits, which decides what can be measured."""
        self._emits = emits
        self._known: dict[str, MeasureInfo] = {}

    def __getitem__(self, kind: str) -> MeasureInfo:
        if kind not in kinds("measures"):
            raise KeyError(kind)
        if kind not in self._known:
            self._known[kind] = _yardstick(kind, self._emits)
        return self._known[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(kinds("measures"))

    def __len__(self) -> int:
        return len(kinds("measures"))


def _yardstick(kind: str, emits: Emits) -> MeasureInfo:
    try:
        measure = load("measures", kind)
    except BrokenComponent as error:
        return MeasureInfo("1", "lower", refused=str(error))
    if not issubclass(measure, Measure):
        raise TypeError(f"{measure} is no measure")
    least, most = measure.bounds
    return MeasureInfo(
        unit=_unit(measure.unit, emits),
        direction=measure.direction,
        judges=measure.judges,
        bounds=(-math.inf if least is None else least, math.inf if most is None else most),
        of_constant=measure.of_constant,
        refused=_refusal(measure, kind, emits),
    )


def _unit(unit: Unit, emits: Emits) -> str:
    """Name a unit so that equal names can be compared, and are understood."""
    if unit is not Unit.ERROR:
        return f"{unit}"
    return "squared error" if emits.target.error_unit == "1" else emits.target.error_unit


def _refusal(measure: type[Measure], kind: str, emits: Emits) -> str:
    if measure.of_world and kind not in emits.measures:
        return "only some worlds have it, and this one does not"
    if refusal(measure, emits):
        return refusal(measure, emits)
    if measure.applies and not isinstance(emits.target, measure.applies):
        wanted = " or ".join(type_.__name__ for type_ in measure.applies)
        return f"it judges {wanted}, and the target is {emits.target}"
    return ""
