"""Tiny experiments, run once for all tests that only read what they left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from mezz import api
from mezz.cache.store import Cache
from mezz.record.model import Metrics
from mezz.record.store import RunFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TINY = """\
mezz: 1
name: tiny
world: {kind: kepler, train: 200, unlabelled: 300, validation: 60, test: 100}
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [16]}
  fit: {steps: 60, batch: 32}
student:
  model: {kind: mlp, hidden: [24]}
  fit: {steps: 80, batch: 32}
  hard_weight: 0.2
evaluate: {seeds: 2}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 1.1 * teacher.error
"""


@dataclass(frozen=True)
class Ran:
    """A finished run, its plan, and the cache with every artifact."""

    planned: api.Planned
    finished: api.Finished
    cache: Cache

    @property
    def folder(self) -> RunFolder:
        return RunFolder(self.finished.folder)

    @property
    def metrics(self) -> Metrics:
        found = self.folder.read(Metrics)
        assert found is not None
        return found

    def artifact(self, stage: str) -> Path:
        return self.cache.folder(self.planned.keyed[stage].key)

    def value(self, arm: str, measure: str) -> float:
        (found,) = (one for one in self.metrics.arms if one.name == arm)
        (metric,) = (one for one in found.metrics if one.measure == measure)
        return metric.estimate.value


def go(
    folder: Path, text: str = TINY, *, cache: Path | None = None, threads: int | None = 1
) -> Ran:
    """Run a spec's text inside a folder, as `mezz run` would."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = folder / "tiny.yml"
    spec.write_text(text, encoding="utf-8")
    checked = api.validate(spec, root=folder)
    assert checked.ok, checked.diagnostics
    store = cache or folder / "cache"
    planned = api.plan(checked, cache=store)
    assert planned.plan is not None, planned.diagnostics
    finished = api.run(planned, out=folder / "run", cache=store, threads=threads)
    return Ran(planned, finished, Cache(store))


@pytest.fixture(scope="session")
def tiny() -> str:
    """Return the tiny spec's text."""
    return TINY


@pytest.fixture(scope="session")
def run_in() -> Callable[..., Ran]:
    """Return what runs a spec's text in a folder."""
    return go


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Return the finished run of the tiny spec."""
    return go(tmp_path_factory.mktemp("tiny"))
