"""A cache in a temporary folder, and stages to keep in it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from mezz.cache.store import Cache
from mezz.plan.stage import Cost, Keyed, Stage

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.plan.stage import Verb


class MakeKeyed(Protocol):
    """Makes a keyed stage without a plan."""

    def __call__(self, id_: str = ..., verb: Verb = ..., **ingredients: Any) -> Keyed:
        """Return a stage whose key depends on its id and ingredients."""


class Publish(Protocol):
    """Publishes one file, `data.bin`, for a stage."""

    def __call__(self, stage: Keyed, data: bytes = ..., seconds: float = ...) -> Path:
        """Return the artifact's folder."""


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Return an empty cache."""
    made = Cache(tmp_path / "cache")
    made.prepare()
    return made


@pytest.fixture
def make() -> MakeKeyed:
    """Return a maker of keyed stages."""

    def make_keyed(id_: str = "fit/teacher/0", verb: Verb = "fit", **ingredients: Any) -> Keyed:
        cost = Cost(flops=2e9, bytes=1000)
        stage = Stage(id_, verb, {}, (), (), (), (), cost)
        key = sha256(repr((id_, sorted(ingredients.items()))).encode()).hexdigest()
        return Keyed(stage, key, {"verb": verb, **ingredients})

    return make_keyed


@pytest.fixture
def publish(cache: Cache) -> Publish:
    """Return a function that publishes one small artifact."""

    def publish_one(stage: Keyed, data: bytes = b"data" * 100, seconds: float = 2.0) -> Path:
        with cache.draft() as draft:
            (draft / "data.bin").write_bytes(data)
            return cache.publish(draft, stage, seconds=seconds, spec_name="kepler").folder

    return publish_one
