"""What is read of a run."""

from __future__ import annotations

from mezz.record.model import Interval
from mezz.report.material import limits


def test_an_exact_number_is_its_own_interval() -> None:
    assert limits(Interval(value=2.0)) == (2.0, 2.0, 2.0)
    assert limits(Interval(value=2.0, lower=1.0, upper=4.0)) == (2.0, 1.0, 4.0)
