from __future__ import annotations

import numpy as np
import pytest

from mezz.groups.listed import Listed


def test_places_are_drawn_with_equal_weight() -> None:
    listed = Listed(4, "turns")
    assert listed.uniforms == 1
    assert listed.from_uniform(np.array([[0.0], [0.3], [0.5], [0.99]])).tolist() == [0, 1, 2, 3]


def test_a_sample_of_more_has_places_without_an_end() -> None:
    assert Listed(None, "shifts").from_uniform(np.array([[0.5]])).tolist() == [1 << 30]


def test_other_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\[0, 1\)"):
        Listed(4, "turns").from_uniform(np.array([[1.0]]))
