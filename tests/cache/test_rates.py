"""Rates come from this machine's latest stages."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from mezz.cache.manifest import seal
from mezz.cache.rates import KEPT, Rates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mezz.cache.manifest import Manifest
    from mezz.plan.stage import Keyed

    MakeKeyed = Callable[..., Keyed]


@pytest.fixture
def rates(tmp_path: Path) -> Rates:
    (tmp_path / "tmp").mkdir()
    return Rates(tmp_path / "rates", tmp_path / "tmp")


@pytest.fixture
def manifest(tmp_path: Path, make: MakeKeyed) -> Manifest:
    (tmp_path / "artifact").mkdir()
    (tmp_path / "artifact" / "a").write_bytes(b"1")
    return seal(tmp_path / "artifact", make(), 2.0)


def took(manifest: Manifest, seconds: float, **planned: float) -> Manifest:
    return manifest.model_copy(update={"seconds": seconds, **planned})


def test_nothing_is_known_before_the_first_stage(rates: Rates) -> None:
    assert rates.rate("fit") is None


def test_rates_are_medians(rates: Rates, manifest: Manifest) -> None:
    for seconds in (1.0, 2.0, 1000.0):
        rates.note(took(manifest, seconds))
    assert rates.rate("fit") == {
        "seconds_per_stage": 2.0,
        "flops_per_second": 1e9,
        "bytes_per_second": 500.0,
    }
    assert rates.rate("act") is None


def test_what_a_verb_does_not_have_is_left_out(rates: Rates, manifest: Manifest) -> None:
    rates.note(took(manifest, 2.0, flops=0.0))
    assert rates.rate("fit") == {"seconds_per_stage": 2.0, "bytes_per_second": 500.0}
    rates.note(took(manifest, 0.0))
    assert rates.rate("fit") == {"seconds_per_stage": 1.0, "bytes_per_second": 500.0}


def test_old_stages_are_forgotten(rates: Rates, manifest: Manifest) -> None:
    rates.note(took(manifest, 1000.0))
    for _ in range(KEPT):
        rates.note(took(manifest, 1.0))
    (path,) = rates.folder.rglob("fit.json")
    assert json.loads(path.read_text(encoding="utf-8")) == [[1.0, 2e9, 1000.0]] * KEPT


def test_stages_that_end_together_are_all_remembered(rates: Rates, manifest: Manifest) -> None:
    def note() -> None:
        for _ in range(5):
            rates.note(manifest)

    threads = [threading.Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (path,) = rates.folder.rglob("fit.json")
    assert path.read_text(encoding="utf-8").count("2000000000.0") == 20


@pytest.mark.parametrize("text", ["", "[[1.0, 2.0]]", "{}", '[["a", 1, 1]]', "[1]"])
def test_a_bad_record_is_started_anew(rates: Rates, manifest: Manifest, text: str) -> None:
    rates.note(manifest)
    (path,) = rates.folder.rglob("fit.json")
    path.write_text(text, encoding="utf-8")
    assert rates.rate("fit") is None
    rates.note(manifest)
    assert rates.rate("fit") is not None
