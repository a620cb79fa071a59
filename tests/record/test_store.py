from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mezz.record.event import Event
from mezz.record.model import Timings, VerdictRecord
from mezz.record.store import DamagedRecord, RunFolder, canonical_json

if TYPE_CHECKING:
    from pathlib import Path

TIMINGS = Timings(stages={"judge": 0.1, "act": 1 / 3}, wall_seconds=2.5, peak_mb=81.0)
VERDICT = VerdictRecord(
    run="r1", name="n", word="MAKE", reason="met", headline="It holds.", criteria_digest="00"
)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path / "runs" / "n" / "r1")


def test_standing_for_a_folder_touches_nothing(folder: RunFolder) -> None:
    assert folder.read(Timings) is None
    assert folder.read_spec() is None
    assert folder.read_resolved() is None
    assert folder.read_events() == ()
    assert not folder.path.exists()


def test_what_is_written_is_read_back_exactly(folder: RunFolder) -> None:
    folder.write(TIMINGS)
    folder.write_spec("mezz: 1\r\n# é\n")
    folder.write_resolved({"b": 0.1, "a": [1, None]})
    assert folder.read(Timings) == TIMINGS
    assert folder.read_spec() == "mezz: 1\r\n# é\n"
    assert folder.read_resolved() == {"a": [1, None], "b": 0.1}


def test_equal_records_are_equal_bytes(folder: RunFolder) -> None:
    other = Timings(stages={"act": 1 / 3, "judge": 0.1}, wall_seconds=2.5, peak_mb=81.0)
    first = folder.write(TIMINGS).read_bytes()
    assert folder.write(other).read_bytes() == first
    assert first.endswith(b"}\n")
    assert b"0.3333333333333333" in first


def test_canonical_json_refuses_what_json_cannot_say() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"x": float("nan")})


def test_a_record_carries_its_schema_under_its_published_name(folder: RunFolder) -> None:
    assert json.loads(folder.write(VERDICT).read_text())["schema"] == "mezz.verdict/1"


def test_a_run_is_completed_by_a_verdict(folder: RunFolder) -> None:
    assert not folder.completed
    folder.write(VERDICT)
    assert folder.completed


@pytest.mark.parametrize("text", ["{}", ""])
def test_a_verdict_that_is_none_completes_nothing(folder: RunFolder, text: str) -> None:
    folder.write(VERDICT).write_text(text)
    assert not folder.completed


def test_a_damaged_record_names_its_file_and_its_first_fault(folder: RunFolder) -> None:
    folder.write(VERDICT).write_text('{"word": "MAYBE"}')
    with pytest.raises(DamagedRecord, match=r"^verdict\.json: ") as damage:
        folder.read(VerdictRecord)
    assert damage.value.name == "verdict.json"


@pytest.mark.parametrize("text", ["[1]", "{", '{"x": NaN}'])
def test_a_resolved_spec_that_is_no_object_of_json_is_damaged(folder: RunFolder, text: str) -> None:
    folder.write_resolved({}).write_text(text)
    with pytest.raises(DamagedRecord, match=r"resolved\.json"):
        folder.read_resolved()


def test_text_that_is_not_utf8_is_damaged(folder: RunFolder) -> None:
    folder.write_spec("").write_bytes(b"\xff")
    with pytest.raises(DamagedRecord, match="not UTF-8"):
        folder.read_spec()


def test_a_write_that_fails_leaves_the_old_file_and_no_other(folder: RunFolder) -> None:
    path = folder.write_spec("old")
    with pytest.raises(UnicodeEncodeError):
        folder.write_spec("\ud800")
    assert path.read_text() == "old"
    assert [p.name for p in folder.path.iterdir()] == ["spec.yml"]


def test_a_written_file_may_be_read_by_others(folder: RunFolder) -> None:
    assert folder.write_spec("x").stat().st_mode & 0o777 == 0o644


def events() -> list[Event]:
    return [
        Event(kind="stage-started", stage="fit/teacher/0", time=1.5),
        Event(kind="stage-done", stage="fit/teacher/0", time=2.5, data={"seconds": 1.0}),
    ]


def test_events_are_kept_in_the_order_in_which_they_came(folder: RunFolder) -> None:
    for event in events():
        folder.append_event(event)
    assert list(folder.read_events()) == events()


def test_a_line_cut_short_by_a_kill_is_left_out_and_written_over(folder: RunFolder) -> None:
    started, done = events()
    folder.append_event(started)
    log = folder.path / "events.jsonl"
    log.write_bytes(log.read_bytes() + b'{"kind": "stage-do')
    assert folder.read_events() == (started,)
    folder.append_event(done)
    assert folder.read_events() == (started, done)


def test_a_whole_line_that_is_no_event_is_damage(folder: RunFolder) -> None:
    folder.append_event(events()[0])
    log = folder.path / "events.jsonl"
    log.write_bytes(log.read_bytes() + b'{"kind": "stage-dreamt"}\n')
    with pytest.raises(DamagedRecord, match=r"events\.jsonl"):
        folder.read_events()
