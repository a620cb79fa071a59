"""The laws of every group and of its twin, on every generated world, with random elements."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mezz.component.base import World
from mezz.component.composition import GROUPS
from mezz.component.contract import smallest
from mezz.component.contract.catalogue import fits
from mezz.component.registry import kinds
from mezz.component.symmetry import Symmetry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.examples import Examples

NEED_A_FILE = {"arrays", "ohlcv", "table"}
ROUNDING = 1e-9
"""Largest defect, relative to the largest number there is; bumps of floating-point are far below."""


@cache
def world(kind: str) -> World:
    found = smallest("worlds", kind)
    assert isinstance(found, World)
    return found


@cache
def sample(kind: str) -> Examples:
    return world(kind).sample("test").take(slice(0, 16))


def symmetry(kind: str) -> Symmetry:
    found = smallest("symmetries", kind)
    assert isinstance(found, Symmetry)
    return found


PAIRS = [
    pytest.param(one, kind, id=f"{role} {name} on {kind}")
    for name in kinds("symmetries")
    for role, one in (("the", symmetry(name)), ("the twin of", symmetry(name).twin()))
    if one is not None and one.family() in GROUPS
    for kind in kinds("worlds")
    if kind not in NEED_A_FILE and fits(symmetry(name), world(kind).emits())
]


def drawn(group: Any, seed: int, n: int) -> NDArray[Any]:
    rng = np.random.default_rng(seed)
    found: NDArray[Any] = group.from_uniform(rng.uniform(size=(n, group.uniforms)))
    return found


def near(a: Examples, b: Examples) -> bool:
    return all(
        np.allclose(a.fields[name], b.fields[name], rtol=0, atol=ROUNDING * _size(b.fields[name]))
        for name in b.fields
    )


def _size(values: NDArray[Any]) -> float:
    return float(np.abs(np.asarray(values, np.float64)).max(initial=1.0))


@pytest.mark.parametrize(("acting", "kind"), PAIRS)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_group_acts_and_carries_its_target(acting: Symmetry, kind: str, seed: int) -> None:
    emits, examples = world(kind).emits(), sample(kind)
    group: Any = acting.group()
    n = len(examples)
    g, h = drawn(group, seed, n), drawn(group, seed + 1, n)
    there = acting.act(h, examples, emits)
    assert near(acting.act(group.identity(n), examples, emits), examples)
    assert near(acting.act(group.inverse(h), there, emits), examples)
    both = acting.act(group.product(g, h), examples, emits)
    assert near(acting.act(g, there, emits), both)
    if examples.target.ndim == 2:
        target = np.asarray(examples.target, np.float64)
        carried = acting.transport(h, target, emits)
        twice = acting.transport(g, carried, emits)
        once = acting.transport(group.product(g, h), target, emits)
        assert np.allclose(twice, once, rtol=0, atol=ROUNDING * _size(target))
        back = acting.transport(group.inverse(h), carried, emits)
        assert np.allclose(back, target, rtol=0, atol=ROUNDING * _size(target))


@pytest.mark.parametrize(("acting", "kind"), PAIRS)
def test_the_truth_follows_the_symmetry_and_not_its_twin(acting: Symmetry, kind: str) -> None:
    emits, examples = world(kind).emits(), sample(kind)
    elements = drawn(acting.group(), 5, len(examples))
    truth = world(kind).oracle(acting.act(elements, examples, emits))
    if truth is None:
        return
    due = acting.transport(elements, np.asarray(examples.target, np.float64), emits)
    off = float(np.abs(truth - due).max())
    if acting.twin() is not None:
        assert off <= 1e-6 * _size(due)
    else:
        assert off > 1e-3 * _size(due)
