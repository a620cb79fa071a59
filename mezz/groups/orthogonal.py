"""Rotations and reflections of the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.groups.cyclic import Cyclic
from mezz.groups.rotation import SO2
from mezz.groups.semidirect import Inverting, semidirect_product

if TYPE_CHECKING:
    from mezz.groups.semidirect import Semidirect


def o2() -> Semidirect:
    """Return O(2) = SO(2) x| C_2.

    Elements are float64 of shape `(N, 2)`, (angle, flip): (a, 1) reflects first, in the axis of
    angle 0, and then rotates by a.
    """
    plane, mirror = SO2(), Cyclic(2)
    return semidirect_product(plane, mirror, Inverting(plane, mirror))
