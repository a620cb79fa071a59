from __future__ import annotations

from mezz.cli.table import columns, of_plan
from mezz.record.model import PlanRecord, StageRecord


def stage(id_: str, state: str = "run", reason: str = "", **cost: float) -> StageRecord:
    return StageRecord.model_validate(
        {"id": id_, "verb": id_.partition("/")[0], "key": id_, "state": state, "reason": reason}
        | {"cost": cost}
    )


def plan(*stages: StageRecord) -> str:
    return of_plan(PlanRecord(name="n", run="abc", stages=stages))


def test_columns_are_aligned_and_the_last_is_not_padded() -> None:
    rows = [("a", "1", "x"), ("long", "20", "y")]
    assert columns(rows, right=frozenset({1})) == "a      1  x\nlong  20  y"


def test_stages_that_differ_in_a_seed_share_a_line_and_their_costs_add_up() -> None:
    shown = plan(
        stage("fit/teacher/0", passes=100, flops=2e6, bytes=10, seconds=1.5),
        stage("target/0", passes=1, flops=1e6, bytes=1, seconds=0.5),
        stage("fit/teacher/1", passes=100, flops=2e6, bytes=10, seconds=1.5),
        stage("fit/teacher/2", "cached"),
        stage("fit/teacher/5", passes=100, flops=2e6, bytes=10, seconds=1.5),
    )
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "fit/teacher/{0,1,5} run 300 6 M 30 B" in lines
    assert "target/0 run 1 1 M 1 B" in lines
    assert "fit/teacher/2 cached" in lines
    assert lines[-1] == (
        "run abc: 4 stages to run, 1 in the cache; 301 passes, 7 MFLOP, 31 B, "
        "about 5.0 s on this machine"
    )


def test_stages_that_run_for_different_reasons_stand_apart() -> None:
    shown = plan(stage("fit/teacher/0", reason="steps: 1 -> 2"), stage("fit/teacher/1"))
    assert "fit/teacher/0" in shown
    assert "steps: 1 -> 2" in shown
    assert "{" not in shown


def test_an_unknown_rate_gives_no_time() -> None:
    assert "about" not in plan(stage("judge"))


def test_a_plan_with_nothing_to_do_says_so() -> None:
    shown = plan(stage("judge", "cached"))
    assert shown.endswith("run abc: nothing to run, all 1 stages are in the cache")
