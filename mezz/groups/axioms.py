"""Group axioms measured on data: how far an action is from being one, and on what scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.subgroup import listed_among

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.groups.group import FiniteGroup, Group
    from mezz.groups.window import Window

    Act = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
    """`act(elements, x)`: elements `(N, ...)`, x `(N, ...)` -> `(N, ...)`, row by row."""


@dataclass(frozen=True, slots=True)
class Defect:
    """How far one axiom is missed on a batch.

    Attributes:
        name: the axiom.
        value: root-mean-square deviation over the batch, in the data's unit; infinite where the
            action returned something that is not finite, so that no tolerance lets it pass.
        scale: root-mean-square of the data, in the same unit.
    """

    name: str
    value: float
    scale: float


def identity_defect(act: Act, group: Group, x: NDArray[Any]) -> Defect:
    """Measure e x = x.

    Args:
        act: the action.
        group: the group that is claimed to act.
        x: `(N, ...)` data.

    Raises:
        ValueError: the action changes the shape, or the data are empty or not finite.
    """
    deviation = _mean_square_rows(act(group.identity(len(x)), x), x)
    return _defect("identity", deviation, x)


def inverse_defect(act: Act, group: Group, g: NDArray[Any], x: NDArray[Any]) -> Defect:
    """Measure g^-1 (g x) = x.

    Args:
        act: the action.
        group: the group that is claimed to act.
        g: `(N, ...)` elements.
        x: `(N, ...)` data.

    Raises:
        ValueError: the action changes the shape, or the data are empty or not finite.
    """
    deviation = _mean_square_rows(act(group.inverse(g), act(g, x)), x)
    return _defect("inverse", deviation, x)


def composition_defect(
    act: Act, group: Group, g: NDArray[Any], h: NDArray[Any], x: NDArray[Any]
) -> Defect:
    """Measure (g h) x = g (h x).

    Args:
        act: the action.
        group: the group that is claimed to act.
        g: `(N, ...)` elements.
        h: `(N, ...)` elements.
        x: `(N, ...)` data.

    Raises:
        ValueError: the action changes the shape, or the data are empty or not finite.
    """
    deviation = _mean_square_rows(act(group.product(g, h), x), act(g, act(h, x)))
    return _defect("composition", deviation, x)


def closure_defect(
    act: Act, group: FiniteGroup | Window, g: NDArray[Any], h: NDArray[Any], x: NDArray[Any]
) -> Defect:
    """Measure that g (h x) lies on the orbit of x, by its distance to the nearest point of it.

    It asks the data alone, not the product, so it tells a window (not closed) from a group.

    Args:
        act: the action.
        group: the elements that are claimed to be closed.
        g: `(N, ...)` elements.
        h: `(N, ...)` elements.
        x: `(N, ...)` data.

    Raises:
        ValueError: the action changes the shape, or the data are empty or not finite.
    """
    twice = act(g, act(h, x))
    nearest = np.full(len(x), np.inf)
    for element in group.elements():
        image = act(np.broadcast_to(element, (len(x), *np.shape(element))), x)
        nearest = np.minimum(nearest, _mean_square_rows(twice, image))
    return _defect("closure", nearest, x)


def listing_defect(group: FiniteGroup, g: NDArray[Any], h: NDArray[Any]) -> Defect:
    """Measure that the product of listed elements is listed.

    Args:
        group: the group, few enough elements to be listed.
        g: `(N, ...)` elements.
        h: `(N, ...)` elements.

    Returns:
        As value the share of products that are not in the list, on a scale of 1.

    Raises:
        ValueError: there are too many elements to list, or no product.
    """
    listed = listed_among(group, group.elements(), group.product(g, h))
    if listed.size == 0:
        raise ValueError("axioms are measured on at least one value")
    return Defect("listing", float(1.0 - listed.mean()), 1.0)


def commutation_defect(
    first: Act, second: Act, g: NDArray[Any], h: NDArray[Any], x: NDArray[Any]
) -> Defect:
    """Measure that two actions commute, g (h x) = h (g x).

    Args:
        first: the action of the group of g.
        second: the action of the group of h.
        g: `(N, ...)` elements.
        h: `(N, ...)` elements.
        x: `(N, ...)` data.

    Raises:
        ValueError: an action changes the shape, or the data are empty or not finite.
    """
    deviation = _mean_square_rows(first(g, second(h, x)), second(h, first(g, x)))
    return _defect("commutation", deviation, x)


def _defect(name: str, mean_square: NDArray[np.float64], x: NDArray[Any]) -> Defect:
    """Fold the rows' mean squares, `(N,)`, into one number, beside the scale of the data."""
    scale = math.sqrt(float(_mean_square_rows(x, np.zeros_like(x)).mean()))
    if not math.isfinite(scale):
        raise ValueError("axioms are measured on finite data")
    return Defect(name, math.sqrt(float(mean_square.mean())), scale)


def _mean_square_rows(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    """Return the mean of |a - b|^2 over each row, `(N,)`; infinite where it is no number."""
    if a.shape != b.shape:
        raise ValueError(f"the action turned shape {b.shape} into {a.shape}")
    if a.size == 0:
        raise ValueError("axioms are measured on at least one value")
    # The unsigned difference of two images would wrap around.
    wide = np.complex128 if np.iscomplexobj(a) or np.iscomplexobj(b) else np.float64
    with np.errstate(invalid="ignore", over="ignore"):
        square = np.abs(a.astype(wide) - b.astype(wide)) ** 2
        mean: NDArray[np.float64] = square.reshape(len(a), -1).mean(axis=1)
    return np.nan_to_num(mean, nan=np.inf, posinf=np.inf)
