from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.api import validate
from mezz.cli.verbs.init import starter
from mezz.spec.criterion import standard

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


def test_the_starter_validates_without_a_warning(mezz: Mezz) -> None:
    made = mezz("init")
    assert (made.status, made.out, made.err) == (
        0,
        "experiment.yml\n",
        "next: mezz run experiment.yml\n",
    )
    assert validate(Path("experiment.yml")).diagnostics == ()


def test_the_experiment_is_named_after_its_file(mezz: Mezz) -> None:
    assert mezz("init", "studies/My Turns_2.yml").out == "studies/My Turns_2.yml\n"
    checked = validate(Path("studies/My Turns_2.yml"))
    assert checked.spec is not None
    assert checked.spec.name == "my-turns-2"


def test_a_suffix_may_be_left_out(mezz: Mezz) -> None:
    assert mezz("init", "a.b").out == "a.b.yml\n"
    assert Path("a.b.yml").is_file()


def test_the_standard_criteria_are_written_out(mezz: Mezz) -> None:
    mezz("init")
    checked = validate(Path("experiment.yml"))
    assert checked.spec is not None
    from mezz.spec.arm import arms_that_apply

    arms = arms_that_apply(checked.spec, checked.spec.world.emits())
    assert checked.spec.criteria.make == standard(arms)
    assert len(checked.spec.criteria.make) >= 2


def test_every_block_is_explained_by_a_comment() -> None:
    blocks = re.split(r"\n\n", starter("a.yml", "a"))
    assert all(block.startswith(("# ", "evaluate:")) for block in blocks)


def test_an_existing_file_is_never_replaced(mezz: Mezz) -> None:
    Path("experiment.yml").write_text("mine", encoding="utf-8")
    Path("dangling.yml").symlink_to("nowhere")
    for name in ("experiment", "dangling"):
        refused = mezz("init", name, "--json")
        assert (refused.status, refused.codes) == (2, ["MZ501"])
    assert Path("experiment.yml").read_text(encoding="utf-8") == "mine"
    assert not Path("nowhere").exists()


@pytest.mark.parametrize(("name", "status"), [("---.yml", 2), ("file/a.yml", 5)])
def test_a_file_that_cannot_be_is_refused(mezz: Mezz, name: str, status: int) -> None:
    Path("file").write_text("in the way", encoding="utf-8")
    assert mezz("init", "--", name).status == status
