"""Drawing for some examples at a time draws the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.cache.artifact import read_arrays
from mezz.run.stages import act

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.run.conftest import Ran

SAMPLED = (
    "evaluate: {seeds: 2}",
    "evaluate: {seeds: 2, views: 3, arms: [trivial, teacher, student]}",
)


@pytest.mark.slow
def test_distinct_elements_do_not_depend_on_how_many_are_drawn_at_once(
    tmp_path: Path, run_in: Callable[..., Ran], tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run_in(tmp_path / "whole", tiny.replace(*SAMPLED))
    monkeypatch.setattr(act, "AT_ONCE", 5 * 7)
    pieces = run_in(tmp_path / "pieces", tiny.replace(*SAMPLED))
    one, other = (
        read_arrays(ran.artifact("act/test/evaluate"))["elements"] for ran in (whole, pieces)
    )
    assert one.shape == (3, 100)
    assert np.array_equal(one, other)
