from __future__ import annotations

import pytest

from mezz.diag.similar import did_you_mean, listed, similar

KEYS = ("batch", "steps", "weight_decay", "schedule", "sees")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bacth", ("batch",)),
        ("Weight-Decay", ("weight_decay",)),
        ("weightdecay", ("weight_decay",)),
        ("sched", ("schedule",)),
        ("batch_size", ("batch",)),
        ("step", ("steps",)),
        ("momentum", ()),
        ("", ()),
    ],
)
def test_the_name_that_was_meant_comes_first(written: str, meant: tuple[str, ...]) -> None:
    assert similar(written, KEYS)[:1] == meant


def test_case_and_hyphens_weigh_less_than_letters() -> None:
    assert similar("angle-turn", ["angle_turns", "angel_turn", "ANGLE_TURN"])[0] == "ANGLE_TURN"


def test_at_most_the_limit_is_returned_in_a_fixed_order() -> None:
    assert similar("ab", ["abd", "abc", "abb", "aba"], limit=2) == ("aba", "abb")


def test_help_lists_what_is_similar_or_else_everything() -> None:
    assert did_you_mean("bacth", KEYS) == ("did you mean `batch`?",)
    assert did_you_mean("zzz", ["b", "a"], "kinds") == ("kinds: b, a",)
    assert did_you_mean("zzz", []) == ()


def test_names_are_listed_as_prose() -> None:
    assert listed(["a"]) == "`a`"
    assert listed(["a", "b", "c"]) == "`a`, `b` or `c`"
    assert listed(["a", "b"], "and") == "`a` and `b`"
