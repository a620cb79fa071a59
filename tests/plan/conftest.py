"""Plans of a tiny spec, compiled from text like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mezz.plan.key import keyed
from mezz.plan.plan import compile_spec
from mezz.spec.load import load
from mezz.spec.source import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.plan.plan import Plan

TINY = """\
mezz: 1
name: tiny
world: {kind: kepler, train: 200, unlabelled: 300, validation: 50, test: 100}
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [16]}
  fit: {steps: 40, batch: 32}
student:
  model: {kind: mlp, hidden: [24]}
  fit: {steps: 60, batch: 32}
  hard_weight: 0.2
evaluate: {seeds: 2}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 1.1 * teacher.error
"""


def compiled(text: str) -> Plan:
    """Return the plan of a spec's text."""
    tree, faults = parse(text, "tiny.yml")
    assert tree is not None
    assert not faults
    spec, wrong = load(tree)
    assert spec is not None, wrong
    return compile_spec(spec, spec.world.probe())


def keys(plan: Plan) -> dict[str, str]:
    """Return the content key of every stage."""
    found = keyed(tuple(plan.stages.values()), plan.content)
    return {id_: one.key for id_, one in found.items()}


@pytest.fixture(scope="session")
def tiny() -> str:
    """Return the tiny spec's text."""
    return TINY


@pytest.fixture(scope="session")
def plan_of() -> Callable[[str], Plan]:
    """Return what compiles a spec's text."""
    return compiled


@pytest.fixture(scope="session")
def keys_of() -> Callable[[str], dict[str, str]]:
    """Return what gives the keys of a spec's text."""
    return lambda text: keys(compiled(text))
