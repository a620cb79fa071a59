"""The page as a browser gets it."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import html5lib  # type: ignore[import-untyped]
import pytest

from mezz.record.event import Event
from mezz.record.model import LooksRecord, Metrics, VerdictRecord
from mezz.record.store import RunFolder
from mezz.report.html import build

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "</script><img src=x onerror=alert(1)>\u202e{{ 7*7 }} & \"'`<b>"
SECTIONS = ["criteria", "arms", "curve", "gap", "belief", "cost", "experiment", "provenance"]


def parsed(page: str) -> Any:
    """Parse as the standard says; any error of markup raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page)


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="session")
def page(finished: RunFolder) -> str:
    return build(finished)


@pytest.fixture(scope="session")
def tree(page: str) -> Any:
    return parsed(page)


def by_id(tree: Any, ident: str) -> Any:
    (found,) = (e for e in tree.iter() if e.get("id") == ident)
    return found


def test_the_page_is_strict_html(page: str) -> None:
    assert page.startswith("<!DOCTYPE html>")
    assert parsed(page).find("body") is not None


def test_no_id_is_used_twice(tree: Any) -> None:
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_the_sections_stand_in_the_order_in_which_a_stranger_reads(tree: Any) -> None:
    assert by_id(tree, "verdict").tag == "header"
    assert [e.get("id") for e in tree.iter("section")] == SECTIONS
    anchors = [a.get("href") for a in tree.find(".//nav").iter("a")]
    assert anchors == [f"#{section}" for section in SECTIONS]


def test_every_link_and_reference_stays_on_the_page(page: str, tree: Any) -> None:
    ids = {e.get("id") for e in tree.iter()}
    for element in tree.iter():
        for name, value in element.attrib.items():
            attribute = str(name).rpartition("}")[2]
            assert attribute not in {"src", "srcset", "action", "formaction", "data", "ping"}
            if attribute == "href" and element.get("download") == "metrics.csv":
                assert value.startswith("data:text/csv;")
            elif attribute == "href":
                assert value.startswith("#")
                assert value[1:] in ids
    assert re.findall(r"url\((?!#)|@import|https?://", page) == []


def test_nothing_on_the_page_may_load_or_run(tree: Any) -> None:
    (policy,) = (
        m.get("content")
        for m in tree.iter("meta")
        if m.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert {s.get("type") for s in tree.iter("script")} == {"application/json"}
    assert not any(name.startswith("on") for e in tree.iter() for name in map(str, e.attrib))


def test_the_verdict_is_said_in_a_word_a_glyph_and_a_sentence(tree: Any) -> None:
    header = words(by_id(tree, "verdict"))
    assert "✓ MAKE every criterion is met" in header.replace("✓MAKE", "✓ MAKE")
    assert words(tree.find(".//h1")).startswith(
        "The student keeps the orbit\u2019s answer in one pass"
    )
    assert "24 November 2025, 08:04 UTC" in header
    assert "1 min 12 s" in header


def test_every_figure_is_drawn_twice_with_title_description_and_its_numbers(tree: Any) -> None:
    figures = list(tree.iter("figure"))
    assert len(figures) == 8
    for figure in figures:
        assert words(figure.find("h3"))
        drawings = [e for e in figure.iter() if str(e.tag).endswith("svg")]
        assert len(drawings) == 2
        for drawing in drawings:
            assert drawing.get("role") == "img"
            title, description = list(drawing)[:2]
            assert title.text
            assert description.text
            labels = f"{title.get('id')} {description.get('id')}"
            assert drawing.get("aria-labelledby") == labels
        assert figure.find(".//details//tbody/tr") is not None


def test_every_table_has_a_caption_and_headed_rows(tree: Any) -> None:
    tables = list(tree.iter("table"))
    assert len(tables) > 10
    for table in tables:
        assert words(table.find("caption"))
        columns = len(table.findall("thead/tr/th"))
        for row in table.findall("tbody/tr"):
            if row.get("class") == "group":
                assert row[0].get("scope") == "rowgroup"
                assert [row[0].get("colspan"), len(row)] == [str(columns), 1]
                continue
            assert row[0].get("scope") == "row"
            assert len(row) == columns


def test_the_record_lies_in_the_page_for_machines(
    tree: Any, finished: RunFolder, numbers: Metrics
) -> None:
    data = {s.get("id"): json.loads(s.text) for s in tree.iter("script")}
    assert VerdictRecord.model_validate(data["mezz-verdict"]) == finished.read(VerdictRecord)
    assert LooksRecord.model_validate(data["mezz-looks"]) == finished.read(LooksRecord)
    assert finished.read(Metrics) == numbers
    short = Metrics.model_validate(data["mezz-metrics"])
    assert short.gap is not None
    assert (short.training, short.gap.extremes) == ((), ())
    assert short.arms == numbers.arms
    assert data["mezz-spec"] == {
        "written": finished.read_spec(),
        "resolved": finished.read_resolved(),
    }


def test_the_spec_stands_letter_by_letter_as_its_author_wrote_it(
    tree: Any, finished: RunFolder
) -> None:
    code = by_id(tree, "experiment").find(".//pre/code")
    assert "".join(code.itertext()) == finished.read_spec()


def test_the_one_command_is_there(tree: Any) -> None:
    command = by_id(tree, "provenance").find(".//pre")
    assert words(command) == "mezz run kepler-turns.yml --set evaluate.seeds=5"


def test_the_page_is_small(page: str) -> None:
    assert len(page.encode()) < 1_000_000


@pytest.mark.slow
def test_the_same_record_gives_the_same_bytes(
    page: str, finished: RunFolder, tmp_path: Path
) -> None:
    copy = RunFolder(tmp_path / "elsewhere")
    copy.path.mkdir()
    for file in finished.path.iterdir():
        (copy.path / file.name).write_bytes(file.read_bytes())
    assert build(copy) == page


@pytest.mark.slow
def test_hostile_words_stay_words(finished: RunFolder, tmp_path: Path) -> None:
    folder = poisoned(finished, RunFolder(tmp_path / "hostile"))
    page = build(folder)
    tree = parsed(page)
    assert not list(tree.iter("img"))
    assert not list(tree.iter("b")) or all(b.text for b in tree.iter("b"))
    assert {s.get("type") for s in tree.iter("script")} == {"application/json"}
    assert len(list(tree.iter("script"))) == 3
    assert "\u202e" not in page
    assert "49" not in words(by_id(tree, "verdict"))
    shown = HOSTILE.replace("\u202e", "⟨U+202E⟩")
    assert html.escape(shown, quote=False).split("&amp;")[0] in page
    spec = json.loads(by_id(tree, "mezz-spec").text)
    assert spec["written"] == f"# {HOSTILE}\nname: x\n"


def poisoned(finished: RunFolder, folder: RunFolder) -> RunFolder:
    """Copy a run with a hostile text wherever the record holds free text."""

    def poison(data: object) -> object:
        if isinstance(data, dict):
            return {key: poison(value) for key, value in data.items()}
        if isinstance(data, list):
            return [poison(value) for value in data]
        return HOSTILE if data in FREE else data

    folder.path.mkdir()
    for name in ("metrics.json", "verdict.json", "plan.json", "timings.json", "provenance.json"):
        data = json.loads((finished.path / name).read_text())
        (folder.path / name).write_text(json.dumps(poison(data)))
    metrics, verdict = folder.read(Metrics), folder.read(VerdictRecord)
    assert metrics is not None
    assert metrics.gap is not None
    assert verdict is not None
    fields = {"fields": {HOSTILE: HOSTILE}}
    extremes = tuple(extreme.model_copy(update=fields) for extreme in metrics.gap.extremes)
    guards = tuple(g.model_copy(update={"name": HOSTILE, "words": HOSTILE}) for g in metrics.guards)
    gap = metrics.gap.model_copy(update={"extremes": extremes})
    folder.write(metrics.model_copy(update={"gap": gap, "guards": guards}))
    said = {"word": "BREAK", "headline": HOSTILE, "details": (HOSTILE,), "name": HOSTILE}
    folder.write(verdict.model_copy(update=said))
    folder.write_spec(f"# {HOSTILE}\nname: x\n")
    folder.write_resolved({"title": HOSTILE, "about": HOSTILE, HOSTILE: HOSTILE})
    return folder


FREE = {
    "C_5",
    "cos E",
    "sin E",
    "Linux x86_64",
    "never run",
    "canonicalised",
    "mezz run kepler-turns.yml --set evaluate.seeds=5",
    "student.gap <= 0.5 * teacher.gap",
}


def test_a_failed_run_says_what_failed_and_where(finished: RunFolder, tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "failed")
    folder.write_spec(finished.read_spec() or "")
    folder.append_event(Event(kind="run-started", time=100.0))
    folder.append_event(Event(kind="stage-started", stage="fit/student/3", time=101.0))
    folder.append_event(Event(kind="stage-done", stage="sample/train", time=102.0))
    folder.append_event(
        Event(
            kind="stage-failed",
            stage="fit/student/3",
            time=113.0,
            data={
                "code": "MZ402",
                "message": "stage fit/student/3 failed: the loss is not <finite>",
            },
        )
    )
    tree = parsed(build(folder))
    assert words(tree.find(".//h1")) == (
        "The run failed in stage fit/student/3: the loss is not <finite>."
    )
    header = words(by_id(tree, "verdict"))
    assert "NO VERDICT a stage failed" in header
    assert "1 finished stage is kept: the same command goes on from there." in header
    assert [e.get("id") for e in tree.iter("section")] == ["events", "experiment"]
    assert "MZ402" in words(by_id(tree, "events"))


def test_a_run_cut_short_says_where_it_was_last_heard_of(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "killed")
    folder.append_event(Event(kind="stage-started", stage="fit/teacher/0", time=1.0))
    tree = parsed(build(folder))
    assert words(tree.find(".//h1")) == "The run has not come to its end."
    assert "It was last heard of at fit/teacher/0" in words(by_id(tree, "verdict"))


def test_an_empty_folder_has_a_page_too(tmp_path: Path) -> None:
    tree = parsed(build(RunFolder(tmp_path / "nothing")))
    assert words(tree.find(".//h1")) == "The run has not started."
    assert list(tree.iter("section")) == []


def test_damage_is_said_and_the_rest_is_shown(finished: RunFolder, tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "damaged")
    folder.write_spec("mezz: 1\n")
    verdict = finished.read(VerdictRecord)
    assert verdict is not None
    folder.write(verdict)
    (folder.path / "metrics.json").write_text("{")
    tree = parsed(build(folder))
    assert "Damaged: metrics.json" in words(by_id(tree, "verdict"))
    assert "MAKE" in words(by_id(tree, "verdict"))
    assert [e.get("id") for e in tree.iter("section")] == ["experiment"]
