"""The page of a sweep: every cell, a figure a measure, and what choosing the best of them costs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from mezz.record.model import (
    ArmRecord,
    CriterionRecord,
    Interval,
    Metric,
    Metrics,
    PlanRecord,
    VerdictRecord,
)
from mezz.record.store import RunFolder
from mezz.record.sweep import CellRecord, SweepRecord
from mezz.report.effects import section
from mezz.report.number import NOTHING
from mezz.report.plots.arms import ArmsPlot
from mezz.report.plots.heat import HeatPlot
from mezz.report.plots.line import LinePlot
from mezz.report.sweep import build
from mezz.report.swept import Sweep

if TYPE_CHECKING:
    from pathlib import Path

LINE = "student.gap <= 0.5 * teacher.gap"


def metric(measure: str, value: float) -> Metric:
    estimate = Interval(value=value, lower=0.9 * value, upper=1.1 * value, method="BCa")
    return Metric(measure=measure, unit="1", direction="lower", estimate=estimate, by_seed=(value,))


def leave(folder: Path, name: str, gap: float, p_met: float) -> None:
    """Leave what a run leaves, as far as a sweep's page reads it."""
    run = RunFolder(folder)
    arms = tuple(
        ArmRecord(
            name=arm,
            question="",
            metrics=(metric("gap", share * gap), metric("error", 1.0 + gap)),
        )
        for arm, share in (("teacher", 2.0), ("student", 0.5))
    )
    contrast = Interval(value=-gap, lower=-1.2 * gap, upper=-0.8 * gap)
    criterion = CriterionRecord(
        text=LINE,
        kind="make",
        contrast=contrast,
        left=0.5 * gap,
        right=gap,
        outcome="met",
        p_met=p_met,
    )
    common: dict[str, Any] = {"name": name, "run": folder.name}
    run.write(PlanRecord(**common, stages=()))
    run.write(
        Metrics(
            **common,
            confidence=0.95,
            seeds=(0,),
            unit="row",
            error_unit="1",
            outputs=("x",),
            sizes={"test": 100},
            views="exact (5)",
            K="exact",
            symmetry="C_5",
            arms=arms,
            criteria=(criterion,),
            guards=(),
        )
    )
    run.write(
        VerdictRecord(
            **common, word="MAKE", reason="met", headline="It holds.", criteria_digest="0"
        )
    )


def swept(folder: Path, values: list[dict[str, Any]], left: int | None = None) -> RunFolder:
    """Leave a sweep, of whose cells the first `left` have run."""
    cells = tuple(
        CellRecord(name=f"cell-{at}", run=f"cell-{at}", values=one)
        for at, one in enumerate(values, 1)
    )
    root = RunFolder(folder)
    root.write(SweepRecord(name="tiny", run="0123", cells=cells, stages=60, distinct=40))
    for at, cell in enumerate(cells[:left], 1):
        leave(folder / cell.name, "tiny", gap=0.01 * at, p_met=0.001 * at**2)
    return root


def table_of(page: str) -> list[list[str]]:
    """Return the words of the cells of the page's first table."""
    body = re.findall(r"<tbody>.*?</tbody>", page, re.DOTALL)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]  # fmt: skip


def test_the_table_has_a_row_a_cell_with_values_verdict_and_estimates(tmp_path: Path) -> None:
    page = build(swept(tmp_path, [{"world.train": 500}, {"world.train": 1000}]))
    first, second = table_of(page)
    assert first[:3] == ["1 cell-1", "500", "✓ MAKE every criterion is met"]
    assert second[0] == "2 cell-2"
    assert first[3] == "0.0200 [0.0180, 0.0220]"


def test_a_cell_that_has_not_run_says_so_and_has_no_numbers(tmp_path: Path) -> None:
    page = build(swept(tmp_path, [{"a.b": 1}, {"a.b": 2}, {"a.b": 3}], left=2))
    *_, last = table_of(page)
    assert last == ["3 cell-3", "3", "? NO VERDICT nothing was run", *[NOTHING] * 4]
    assert "3 cells: 2 MAKE, 1 NO VERDICT." in page


def test_the_page_says_what_many_looks_leave_of_alpha(tmp_path: Path) -> None:
    page = build(swept(tmp_path, [{"a.b": at} for at in range(4)]))
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert facts["Cells looked at"] == "4"
    assert facts["Alpha, one-sided, for each criterion"] == "0.025"
    assert facts["Alpha divided by the cells"] == "0.00625"
    assert facts["MAKE at alpha"] == "cell-1, cell-2, cell-3, cell-4"
    # The lines' p-values are 0.001, 0.004, 0.009 and 0.016.
    assert facts["MAKE at alpha divided by the cells"] == "cell-1, cell-2"
    assert "picking the best of them is no test" in page


@pytest.mark.parametrize(
    ("values", "plot"),
    [
        ([{"a.b": 1}, {"a.b": 2.5}], LinePlot),
        ([{"a.b": x, "c.d": y} for x in (1, 2) for y in ("no", "yes")], HeatPlot),
        ([{"a.b": 1, "c.d": 3}, {"a.b": 2, "c.d": 4}], ArmsPlot),
        ([{"a.b": "one"}, {"a.b": "two"}], ArmsPlot),
        ([{"a.b": 1}, {"c.d": 2}], ArmsPlot),
    ],
)
def test_the_figure_is_chosen_by_what_the_cells_have_of_their_own(
    values: list[dict[str, Any]], plot: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Any] = []

    def kept(ident: str, what: Any, *_rest: Any) -> str:
        drawn.append(what)
        return ident

    monkeypatch.setattr("mezz.report.effects.figure", kept)
    found = section(Sweep.of(swept(tmp_path, values)))
    assert found is not None
    assert list(map(str, found.figures)) == ["figure-gap", "figure-error"]
    assert [type(one) for one in drawn] == [plot, plot]


def test_a_line_has_a_step_a_cell_in_the_order_of_the_parameter(tmp_path: Path) -> None:
    from mezz.report.effects import _line

    sweep = Sweep.of(swept(tmp_path, [{"a.b": 9}, {"a.b": 2}, {"a.b": 5}]))
    plot = _line(sweep, "gap", sweep.scale("gap"), "a.b")
    teacher, student = plot.lines
    assert (teacher.arm, student.arm) == ("teacher", "student")
    assert [step.x for step in student.steps] == [2, 5, 9]
    assert [round(step.value, 6) for step in student.steps] == [0.01, 0.015, 0.005]
    assert [round(step.upper, 6) for step in student.steps] == [0.011, 0.0165, 0.0055]


def test_a_map_has_its_rows_and_columns_where_the_values_are(tmp_path: Path) -> None:
    from mezz.report.effects import _grid, _heat

    values = [{"a.b": x, "c.d": y} for x in (1, 2) for y in (7, 8, 9)]
    sweep = Sweep.of(swept(tmp_path, values))
    plot = _heat(sweep, "gap", sweep.scale("gap"), _grid(sweep, "a.b", "c.d"))
    assert (plot.rows, plot.columns) == (("1", "2"), ("7", "8", "9"))
    assert (plot.down, plot.across) == ("a.b", "c.d")
    student = plot.maps[1]
    found = [[round(tile.value or 0, 6) for tile in row] for row in student.tiles]
    assert found == [[0.005, 0.01, 0.015], [0.02, 0.025, 0.03]]


def test_the_page_needs_nothing_but_itself_and_is_the_same_each_time(tmp_path: Path) -> None:
    root = swept(tmp_path, [{"a.b": x, "c.d": y} for x in (1, 2) for y in (3, 4)])
    page = build(root)
    assert build(root) == page
    assert "default-src 'none'" in page
    assert not re.search(r"<script(?! type=\"application/json\")", page)
    assert not re.search(r"(?:src|href)=\"(?!#|data:text/csv)", page)


def test_machines_find_every_estimate_in_the_page(tmp_path: Path) -> None:
    page = build(swept(tmp_path, [{"a.b": 1}, {"a.b": 2}]))
    text = re.findall(r'id="mezz-sweep">(.*?)</script>', page, re.DOTALL)[0]
    (first, _) = json.loads(text)["cells"]
    assert first["values"] == {"a.b": 1}
    assert first["estimates"]["student.gap"]["value"] == 0.005


def test_names_from_outside_are_no_markup(tmp_path: Path) -> None:
    values = [{"title": "<b>&"}, {"title": "<script>alert(1)</script>"}]
    page = build(swept(tmp_path, values))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_one_cell_has_no_figure(tmp_path: Path) -> None:
    assert section(Sweep.of(swept(tmp_path, [{"a.b": 1}]))) is None


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no sweep"):
        build(RunFolder(tmp_path))
