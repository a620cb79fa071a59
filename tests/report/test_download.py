"""Numbers to take away."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mezz.report.download import link, metrics_csv, written

if TYPE_CHECKING:
    from mezz.record.model import Metrics


def test_a_csv_holds_every_estimate_exactly_and_seed_by_seed(numbers: Metrics) -> None:
    rows = list(csv.DictReader(io.StringIO(metrics_csv(numbers))))
    assert len(rows) == sum(len(arm.metrics) for arm in numbers.arms)
    for arm in numbers.arms:
        for metric in arm.metrics:
            (row,) = [r for r in rows if (r["arm"], r["measure"]) == (arm.name, metric.measure)]
            found = metric.estimate
            assert float(row["estimate"]) == found.value
            assert row["lower"] == ("" if found.lower is None else repr(found.lower))
            seeds = [row[f"seed_{seed}"] for seed in numbers.seeds]
            assert [float(s) for s in seeds if s] == list(metric.by_seed)


def test_a_text_cannot_become_a_formula_and_a_negative_number_stays_one() -> None:
    assert written(("a", "b"), [("=1+1", -2.0)]) == "a,b\r\n'=1+1,-2.0\r\n"


def test_a_row_is_filled_up_and_what_is_not_there_is_empty() -> None:
    assert written(("a", "b", "c"), [(None, 'say "x", y')]) == 'a,b,c\r\n,"say ""x"", y",\r\n'


def test_the_link_holds_the_text_and_nothing_that_ends_it() -> None:
    text = "a,b\r\n\"<x> & 'y'\",é%\r\n"
    html = str(link("x.csv", text))
    assert html.count('"') == 4
    address = html.partition('href="data:text/csv;charset=utf-8,')[2].partition('"')[0]
    assert unquote(address.replace("&#39;", "'").replace("&amp;", "&")) == text
