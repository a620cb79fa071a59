from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import Emits, Invariance, Series, Value
from mezz.groups.window import Window
from mezz.symmetries.bar_offset import BarOffset

EMITS = Emits({"series": Series(20, ("close",), stale=2)}, Value(("y",)))


def ends(*at: int) -> Examples:
    ids = np.arange(len(at))
    fields = {
        "series": np.ones((len(at), 20, 1)),
        "series.start": np.zeros(len(at), dtype=np.int64),
        "series.end": np.array(at),
    }
    return Examples(fields, np.zeros((len(at), 1)), ids, ids)


def test_the_end_moves_and_the_rows_stay() -> None:
    before = ends(0, 0, -1)
    after = BarOffset(on="series", offsets=(-2, 0)).act(np.array([0, -2, -1]), before, EMITS)
    assert after.fields["series.end"].tolist() == [0, -2, -2]
    assert after.fields["series"] is before.fields["series"]


def test_the_canonical_form_is_the_freshest_end_of_the_window() -> None:
    offset, examples = BarOffset(on="series", offsets=(-2, -1)), ends(0, -1, -2)
    elements = offset.canonical(examples, EMITS)
    assert elements.tolist() == [-1, 0, 1]
    assert offset.act(elements, examples, EMITS).fields["series.end"].tolist() == [-1, -1, -1]


def test_it_is_a_window_and_no_group() -> None:
    offset = BarOffset(on="series", offsets=(-2, 0))
    assert offset.type is SymmetryType.WINDOW
    assert offset.group() == Window(-2, 0)
    assert (offset.order(), offset.structure()) == (3, "Z|[-2, 0]")
    assert offset.moves(EMITS) == {"series.end"}
    assert offset.changes() == {Invariance("bar_offset", "series")}


def test_a_positive_offset_reads_the_rows_of_the_target() -> None:
    (fault,) = BarOffset(on="series", offsets=(-1, 1)).faults(EMITS)
    assert (fault.code, fault.path) == ("MZ212", ("offsets", 1))
    assert fault.message == "offset 1 shows the rows from which the target is made"


def test_an_offset_beyond_the_rows_kept_for_it_is_a_fault() -> None:
    assert BarOffset(on="series", offsets=(-2, 0)).faults(EMITS) == ()
    (fault,) = BarOffset(on="series", offsets=(-3, 0)).faults(EMITS)
    assert (fault.code, fault.path) == ("MZ209", ("offsets", 0))
    assert fault.help == ("stale: 3 in the world's block keeps enough rows",)


def test_the_smallest_offset_comes_first() -> None:
    with pytest.raises(ValidationError, match="the smallest offset comes first"):
        BarOffset(on="series", offsets=(0, -1))
