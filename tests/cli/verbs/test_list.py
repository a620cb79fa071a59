from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mezz.component.registry import BASES, kinds
from mezz.diag.codes import CODES
from mezz.spec.shipped import shipped_specs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


def names(answer: Answer) -> list[str]:
    return [one["name"] for one in answer.envelope["data"]]


@pytest.mark.parametrize("group", BASES)
def test_every_component_is_listed_with_a_line(mezz: Mezz, group: str) -> None:
    listed = mezz("list", group, "--json")
    assert names(listed) == list(kinds(group))  # type: ignore[arg-type]
    assert all(one["summary"].endswith((".", "?")) for one in listed.envelope["data"])


def test_shipped_specs_are_listed_with_their_titles(mezz: Mezz) -> None:
    listed = mezz("list", "specs", "--json")
    assert names(listed) == list(shipped_specs())
    assert all(one["summary"] for one in listed.envelope["data"])


def test_codes_are_listed_with_their_facts(mezz: Mezz) -> None:
    assert names(mezz("list", "codes", "--json")) == list(CODES)


def test_a_line_a_name(mezz: Mezz) -> None:
    lines = mezz("list", "symmetries").out.splitlines()
    assert [line.split()[0] for line in lines] == list(kinds("symmetries"))
