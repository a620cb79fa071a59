from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.types import Emits, Invariance, Series, Value
from mezz.symmetries.bar_phase import BarPhase

EMITS = Emits({"series": Series(20, ("close",))}, Value(("y",)))


def starts(*at: int) -> Examples:
    ids = np.arange(len(at))
    fields = {
        "series": np.ones((len(at), 20, 1)),
        "series.start": np.array(at),
        "series.end": np.zeros(len(at), dtype=np.int64),
    }
    return Examples(fields, np.zeros((len(at), 1)), ids, ids)


def test_bars_start_later_and_the_rows_stay() -> None:
    before = starts(0, 1, 4)
    after = BarPhase(on="series", bar=5).act(np.array([2, 4, 3]), before, EMITS)
    assert after.fields["series.start"].tolist() == [2, 0, 2]
    assert after.fields["series"] is before.fields["series"]


def test_the_canonical_form_starts_with_a_full_bar() -> None:
    phase, examples = BarPhase(on="series", bar=5), starts(0, 1, 4)
    elements = phase.canonical(examples, EMITS)
    assert elements.tolist() == [0, 4, 1]
    assert phase.act(elements, examples, EMITS).fields["series.start"].tolist() == [0, 0, 0]


def test_it_declares_a_cyclic_group_on_the_start_of_the_series() -> None:
    phase = BarPhase(on="series", bar=5)
    assert (phase.order(), phase.structure()) == (5, "C_5")
    assert phase.moves(EMITS) == {"series.start"}
    assert phase.changes() == {Invariance("bar_phase", "series")}


def test_a_bar_longer_than_the_series_is_a_fault() -> None:
    assert BarPhase(on="series", bar=20).faults(EMITS) == ()
    (fault,) = BarPhase(on="series", bar=21).faults(EMITS)
    assert (fault.path, fault.code) == (("bar",), "MZ209")
    assert fault.message == "a bar of 21 rows does not fit a series of 20"


def test_a_bar_has_at_least_two_rows() -> None:
    with pytest.raises(ValidationError):
        BarPhase(on="series", bar=1)
