"""Uniform numbers are checked before they become elements."""

from __future__ import annotations

import numpy as np
import pytest

from mezz.groups.group import require_uniforms


def test_numbers_of_the_right_width_come_back_in_double_precision() -> None:
    checked = require_uniforms(np.array([[0.0], [0.5]], dtype=np.float32), 1)
    assert checked.dtype == np.float64
    assert checked.tolist() == [[0.0], [0.5]]


@pytest.mark.parametrize("u", [np.zeros((3, 2)), np.float64(0.5)])
def test_another_width_is_refused(u: np.ndarray) -> None:
    with pytest.raises(ValueError, match="eats 1 uniform"):
        require_uniforms(u, 1)


@pytest.mark.parametrize("bad", [1.0, -0.1, np.nan])
def test_a_number_outside_the_unit_interval_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match=r"\[0, 1\)"):
        require_uniforms(np.array([[bad]]), 1)
