from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.api import validate
from mezz.diag.diagnostic import has_errors
from mezz.spec.shipped import folder, shipped_specs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]

SOUND = [name for name, path in shipped_specs().items() if "expect:" not in path.read_text()]


@pytest.mark.parametrize("name", SOUND)
def test_what_is_shown_is_a_spec_that_means_the_same(mezz: Mezz, name: str) -> None:
    # A path in a spec stays in its folder, so what is shown belongs beside what was read.
    shutil.copytree(folder("specs"), ".", dirs_exist_ok=True)
    shown = mezz("show", f"{name}.yml")
    assert shown.status == 0
    Path("again.yml").write_text(shown.out, encoding="utf-8")
    again = validate(Path("again.yml"))
    assert not has_errors(again.diagnostics)
    assert again.spec == validate(Path(f"{name}.yml")).spec


def test_every_default_is_filled_in_and_every_setting_applied(mezz: Mezz, tiny: str) -> None:
    shown = mezz("show", tiny, "--set", "teacher.K=2", "--json").envelope["data"]["spec"]
    assert shown["teacher"]["K"] == 2
    assert shown["evaluate"]["confidence"] == 0.95
    assert next(iter(shown["world"])) == "kind"


def test_origins_name_file_and_line_option_or_default(mezz: Mezz, tiny: str) -> None:
    Path("child.yml").write_text("extends: tiny.yml\nname: child\n", encoding="utf-8")
    shown = mezz("show", "child.yml", "--set", "world.test=50", "--json").envelope["data"]
    origins = shown["origins"]
    assert origins["name"] == "child.yml:2"
    assert origins["world.train"] == f"{tiny}:3"
    assert origins["world.test"] == "--set world.test=50"
    assert origins["evaluate.confidence"] == "default"


def test_a_table_of_origins_has_a_line_a_value(mezz: Mezz, tiny: str) -> None:
    lines = [line.split() for line in mezz("show", tiny, "--origin").out.splitlines()]
    assert ["world.train", "60", "tiny.yml:3"] in lines
    assert ["teacher.fit.clip", "1.0", "default"] in lines


def test_a_wrong_spec_is_not_shown(mezz: Mezz) -> None:
    refused = mezz("show", "nowhere.yml")
    assert (refused.status, refused.out) == (2, "")
