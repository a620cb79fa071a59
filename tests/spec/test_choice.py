"""The band and the choice of a `tune` block, read and applied."""

from __future__ import annotations

import pytest

from mezz.spec.choice import Choice, Unclear
from mezz.spec.tune import Tune

GRID = {"world.train": (1, 2)}


def choice(pick: str = "largest teacher.gap", **band: tuple[float, ...]) -> Choice:
    lines = {name.replace("__", "."): limits for name, limits in band.items()}
    lines = lines or {"teacher.skill": (0.3, 0.95)}
    return Choice.of(Tune(grid=GRID, band=lines, pick=pick))


def test_a_pilot_lies_in_the_band_if_all_its_lines_hold_their_limits_included() -> None:
    found = choice(teacher__skill=(0.3, 0.9), teacher__gap=(0.0, 1.0))
    for skill, gap, within in (
        (0.3, 1.0, True), (0.9, 0.0, True), (0.29, 0.5, False), (0.5, 1.1, False),
    ):  # fmt: skip
        measured = {("teacher", "skill"): skill, ("teacher", "gap"): gap}
        assert found.within(measured) is within


def test_the_largest_or_the_smallest_wins() -> None:
    measured = {("teacher", "gap"): 3.0, ("student", "gap"): 1.0, ("teacher", "skill"): 0.5}
    assert choice("largest teacher.gap - 2 * student.gap").rank(measured) == 1.0
    assert choice("smallest teacher.gap").rank(measured) == -3.0


def test_a_word_alone_is_the_teachers() -> None:
    assert choice("largest gap").text == "teacher.gap"
    assert choice("largest gap").expression == choice().expression


@pytest.mark.parametrize(
    "pick", ["", "largest", "teacher.gap", "best teacher.gap", "largest 2", "largest a.b <= 1", "largest a.b)"],
)  # fmt: skip
def test_what_is_no_choice_is_said_at_the_choice(pick: str) -> None:
    with pytest.raises(Unclear) as unclear:
        choice(pick)
    assert unclear.value.path == ("pick",)


def test_an_empty_band_is_said_at_the_band() -> None:
    with pytest.raises(Unclear, match="is not below") as unclear:
        choice(teacher__skill=(0.5, 0.5))
    assert unclear.value.path == ("band", "teacher.skill")
