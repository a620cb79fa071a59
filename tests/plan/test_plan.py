"""A change recomputes what depends on it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.plan.plan import Plan

    Keys = Callable[[str], dict[str, str]]


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return the stages that would run again."""
    known = set(before.values())
    return {id_ for id_, key in after.items() if key not in known}


def verbs(ids: set[str]) -> set[str]:
    return {id_.removeprefix("twin/").split("/")[0] for id_ in ids}


def test_stages_come_after_their_inputs(plan_of: Callable[[str], Plan], tiny: str) -> None:
    seen: set[str] = set()
    for id_, stage in plan_of(tiny).stages.items():
        assert seen.issuperset(stage.inputs), id_
        seen.add(id_)


def test_a_changed_group_recomputes_what_depends_on_it_and_nothing_else(
    keys_of: Keys, tiny: str
) -> None:
    before, after = keys_of(tiny), keys_of(tiny.replace("turns: 5", "turns: 6"))
    kept = set(after) - changed(before, after)
    assert kept == {
        "sample/train",
        "sample/unlabelled",
        "sample/validation",
        "sample/test",
        "predict/trivial",
        "measure/trivial",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: tiny\n", "# a comment\nname: tiny\ntitle: Another title\nabout: words\n"),
        ("kind: kepler, train: 200", "train: 200, kind: kepler"),
        ("evaluate: {seeds: 2}", "evaluate:\n  seeds: 2\n  confidence: 0.95\n  views: exact"),
        ("fit: {steps: 40, batch: 32}", "fit: {batch: 32, steps: 40, lr: 3e-3, clip: 1.0}"),
        ("name: tiny", "name: another-name"),
    ],
)
def test_words_order_and_untouched_defaults_recompute_nothing(
    keys_of: Keys, tiny: str, old: str, new: str
) -> None:
    assert old in tiny
    assert keys_of(tiny.replace(old, new)) == keys_of(tiny)


def test_criteria_are_judged_again_and_nothing_else_runs(keys_of: Keys, tiny: str) -> None:
    before, after = keys_of(tiny), keys_of(tiny.replace("0.5 *", "0.4 *"))
    assert changed(before, after) == {"judge"}


def test_one_more_seed_keeps_the_fits_there_are(keys_of: Keys, tiny: str) -> None:
    before, after = keys_of(tiny), keys_of(tiny.replace("seeds: 2", "seeds: 3"))
    fits = {id_ for id_ in changed(before, after) if id_.startswith("fit/")}
    assert {id_.split("/")[2] for id_ in fits} == {"2"}


def test_the_student_leaves_the_teacher_alone(keys_of: Keys, tiny: str) -> None:
    before, after = keys_of(tiny), keys_of(tiny.replace("hidden: [24]", "hidden: [25]"))
    again = changed(before, after)
    assert verbs(again) == {"fit", "predict", "measure", "judge"}
    assert not any(id_.startswith(("fit/teacher/", "twin/fit/teacher/")) for id_ in again)


def test_more_test_rows_train_nothing_again(keys_of: Keys, tiny: str) -> None:
    before, after = keys_of(tiny), keys_of(tiny.replace("test: 100", "test: 120"))
    again = changed(before, after)
    assert not verbs(again) & {"fit", "target"}
    assert "sample/train" not in again


def test_arms_share_fits_and_predictions(keys_of: Keys, tiny: str) -> None:
    keys = keys_of(tiny)
    assert len([id_ for id_ in keys if id_.startswith("fit/teacher/")]) == 2
    assert {id_ for id_ in keys if id_.startswith("predict/teacher/0")} == {
        "predict/teacher/0/orbit",
        "predict/teacher/0/canonical",
    }


def test_without_a_pool_targets_come_out_of_fold(plan_of: Callable[[str], Plan], tiny: str) -> None:
    stages = plan_of(tiny.replace("unlabelled: 300", "unlabelled: 0")).stages
    target = stages["target/0"]
    assert target.params["source"] == "out_of_fold"
    assert [id_ for id_ in target.inputs if id_.startswith("fit/")] == [
        "fit/teacher/0/fold0",
        "fit/teacher/0/fold1",
    ]


def test_a_row_that_is_not_judged_is_not_computed(
    plan_of: Callable[[str], Plan], tiny: str
) -> None:
    few = tiny.replace("{seeds: 2}", "{seeds: 2, arms: [trivial, teacher, student]}")
    stages = plan_of(few).stages
    assert not any("augmented" in id_ or "canonical" in id_ or "twin" in id_ for id_ in stages)
    assert {id_ for id_ in stages if id_.startswith("measure/")} >= {"measure/student"}


def test_costs_add_up_to_the_declarations(plan_of: Callable[[str], Plan], tiny: str) -> None:
    stages = plan_of(tiny).stages
    forward = (2 * 2 * 16 + 16) + 16 + (2 * 16 * 2 + 2)
    assert stages["fit/teacher/0"].cost.flops == 3 * 40 * 32 * forward
    assert stages["predict/teacher/0/orbit"].cost.passes == 5 * 100
    assert stages["target/1"].cost.passes == 5 * 300
    assert stages["measure/teacher_K"].params["passes"] == 5
