"""Several runs on one page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import html5lib  # type: ignore[import-untyped]
import pytest

from mezz.record.model import Metrics, PlanRecord, VerdictRecord
from mezz.record.store import RunFolder
from mezz.report.comparison import build, page

if TYPE_CHECKING:
    from mezz.record.model import ArmRecord


def varied(finished: RunFolder, folder: RunFolder, factor: float) -> RunFolder:
    """Write a copy of a run whose student has another gap, from a spec with another K."""
    metrics, verdict, plan = (
        finished.read(record) for record in (Metrics, VerdictRecord, PlanRecord)
    )
    assert isinstance(metrics, Metrics)
    assert isinstance(verdict, VerdictRecord)
    assert isinstance(plan, PlanRecord)
    arms = tuple(scaled(arm, factor) if arm.name == "student" else arm for arm in metrics.arms)
    said = {"word": "BREAK", "reason": "criterion failed", "headline": "The student's gap is wide."}
    folder.write_resolved({**(finished.read_resolved() or {}), "teacher": {"K": 3}, "name": "x"})
    folder.write(plan)
    folder.write(metrics.model_copy(update={"arms": arms, "name": "other", "curve": metrics.curve}))
    folder.write(verdict.model_copy(update={**said, "name": "other"}))
    return folder


def scaled(arm: ArmRecord, factor: float) -> ArmRecord:
    first, *rest = arm.metrics
    estimate = first.estimate.model_copy(update={"value": first.estimate.value * factor})
    changed = first.model_copy(update={"estimate": estimate})
    return arm.model_copy(update={"metrics": (changed, *rest)})


@pytest.fixture(scope="module")
def pair(
    finished: RunFolder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[RunFolder, RunFolder]:
    other = RunFolder(tmp_path_factory.mktemp("others") / "two")
    return finished, varied(finished, other, 5.0)


@pytest.fixture(scope="module")
def tree(pair: tuple[RunFolder, RunFolder]) -> Any:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(build(pair))


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def section(tree: Any, ident: str) -> Any:
    (found,) = (e for e in tree.iter("section") if e.get("id") == ident)
    return found


def rows(tree: Any, ident: str) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in section(tree, ident).findall(".//tbody/tr")]


def test_the_page_says_what_was_found_what_differs_and_what_came_of_it(tree: Any) -> None:
    assert [e.get("id") for e in tree.iter("section")] == [
        "verdicts", "parameters", "measures", "curves",
    ]  # fmt: skip
    assert words(tree.find(".//h1")) == "2 runs side by side: 1 MAKE, 1 BREAK."
    said = [words(one) for one in section(tree, "verdicts").iter("li")]
    assert "MAKE A: kepler-turns" in said[0]
    assert "BREAK B: other" in said[1]
    assert "The student\u2019s gap is wide." in said[1]


def test_only_the_parameters_that_differ_are_named(tree: Any) -> None:
    assert rows(tree, "parameters") == [["teacher.K", "\N{EN DASH}", "3"]]


def test_every_shared_estimate_stands_beside_its_unpaired_difference(
    tree: Any, numbers: Metrics
) -> None:
    shown = rows(tree, "measures")
    assert len([row for row in shown if len(row) == 4]) == 3 * len(numbers.arms)
    at = shown.index(["gap"])
    student = next(row for row in shown[at:] if row[0] == "student")
    gap = next(arm for arm in numbers.arms if arm.name == "student").metrics[0].estimate.value
    first, _, difference = (float(cell.partition("[")[0]) for cell in student[1:])
    assert first == pytest.approx(gap, rel=0.01)
    assert difference == pytest.approx(4 * gap, rel=0.1)
    assert "unpaired" in words(section(tree, "measures").find("p"))


def test_a_difference_that_is_none_is_not_bold(tree: Any) -> None:
    bold = {
        words(row[0])
        for row in section(tree, "measures").findall(".//tbody/tr")
        if len(row) > 1 and "best" in row[-1].get("class", "").split()
    }
    assert bold == {"student"}


def test_the_curves_stand_side_by_side_with_their_numbers(tree: Any) -> None:
    figure = section(tree, "curves").find(".//figure")
    assert words(figure.find("h3")).startswith("Averaging views takes off the error of one:")
    assert len([e for e in figure.iter() if str(e.tag).endswith("svg")]) == 2
    assert {row[0] for row in rows(tree, "curves")} == {"A", "B"}


def test_runs_that_are_not_alike_but_for_their_models_say_in_what(
    finished: RunFolder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = varied(finished, RunFolder(tmp_path_factory.mktemp("others") / "three"), 2.0)
    resolved = other.read_resolved() or {}
    other.write_resolved({**resolved, "world": {"kind": "another"}})
    numbers = other.read(Metrics)
    assert numbers is not None
    lone = numbers.arms[-1].name
    other.write(numbers.model_copy(update={"arms": numbers.arms[:-1], "confidence": 0.8}))
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    lead = words(section(parser.parse(build([finished, other])), "measures").find("p"))
    assert f"Not every run has {lone}." in lead
    assert "The runs differ in world: they are judged on other examples or views" in lead
    assert (
        "intervals at the confidence of each run (95 % in A, 80 % in B; differences as A)" in lead
    )


def test_what_is_compared_lies_in_the_page_for_machines(tree: Any) -> None:
    (script,) = tree.iter("script")
    data = json.loads(script.text)
    assert [run["letter"] for run in data["runs"]] == ["A", "B"]
    assert data["parameters"] == [{"path": "teacher.K", "values": {"A": None, "B": "3"}}]
    assert {one["differences"][0]["method"] for one in data["measures"]} == {"unpaired", "exact"}


def test_the_page_loads_nothing_and_is_the_same_again(pair: tuple[RunFolder, RunFolder]) -> None:
    text = build(pair)
    assert text == build(pair)
    assert len(text.encode()) < 1_000_000
    assert "http" not in text.replace("http-equiv", "")


def test_a_run_without_a_verdict_stands_beside_the_others(
    pair: tuple[RunFolder, RunFolder], tmp_path_factory: pytest.TempPathFactory
) -> None:
    stopped = RunFolder(tmp_path_factory.mktemp("stopped"))
    stopped.write_resolved(pair[0].read_resolved() or {})
    found = page([pair[0], stopped])
    assert found.headline == "2 runs side by side: 1 MAKE, 1 NO VERDICT."
    assert found.further == "Their specs say the same."
    assert [one.id for one in found.sections] == ["verdicts"]
