"""The command that repeats a run."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from mezz.record.command import command
from mezz.spec.shipped import shipped_specs


def test_a_spec_is_named_by_its_file_alone() -> None:
    assert command(Path("/home/somebody/my.yml"), (), ()) == "mezz run my.yml"
    assert command(Path("../-my spec.yml"), (), ()) == "mezz run './-my spec.yml'"


def test_a_shipped_spec_is_named_as_it_is_asked_for() -> None:
    assert command(shipped_specs()["small/kepler"], (), ()) == "mezz run small/kepler"


def test_the_options_that_have_a_say_come_in_their_order_and_quoted() -> None:
    sets = ("teacher.K=3", "criteria.make=[student.gap <= 0.5 * teacher.gap]", "teacher.K=4")
    text = command(Path("my.yml"), sets, {"MZ214", "MZ205"})
    given = ["--set", sets[0], "--set", sets[1], "--set", sets[2]]
    wanted = ["mezz", "run", "my.yml", *given, "--allow", "MZ205", "--allow", "MZ214"]
    assert shlex.split(text) == wanted


@pytest.mark.parametrize(
    ("setting", "shown"),
    [
        ("world.path=/home/somebody/prices.csv", "world.path=prices.csv"),
        ("world.path='/home/somebody/prices.csv'", "world.path=prices.csv"),
        ("world.path=data/prices.csv", "world.path=data/prices.csv"),
        ("evaluate.seeds=[1, 2]", "evaluate.seeds=[1, 2]"),
    ],
)
def test_no_absolute_path_is_told(setting: str, shown: str) -> None:
    assert shlex.split(command(Path("my.yml"), (setting,), ()))[-1] == shown
