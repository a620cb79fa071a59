from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


def test_several_specs_are_checked_in_one_call(mezz: Mezz, tiny: str) -> None:
    Path("bad.yml").write_text("mezz: 2\n", encoding="utf-8")
    checked = mezz("validate", tiny, "bad.yml", "kepler", "--json")
    assert checked.status == 2
    told = [(one["spec"], one["ok"], one["name"]) for one in checked.envelope["data"]]
    assert told == [
        ("tiny.yml", True, "tiny"),
        ("bad.yml", False, None),
        ("kepler", True, "kepler-turns"),
    ]
    places = {one["primary"]["source"] for one in checked.envelope["diagnostics"]}
    assert places == {"bad.yml"}


def test_a_file_comes_before_a_shipped_spec_of_its_name(mezz: Mezz, tiny: str) -> None:
    Path(tiny).rename("kepler")
    assert mezz("validate", "kepler", "--json").envelope["data"][0]["name"] == "tiny"


def test_every_shipped_spec_can_be_named(mezz: Mezz) -> None:
    assert mezz("validate", "small/kepler", "sp500_volatility").status == 0


def test_a_name_found_nowhere_is_a_file_that_cannot_be_read(mezz: Mezz) -> None:
    refused = mezz("validate", "nowhere", "--json")
    assert (refused.status, refused.codes) == (2, ["MZ001"])


def test_a_refused_meaning_can_be_let_through(mezz: Mezz) -> None:
    assert mezz("validate", "kepler_periodic").status == 2
    allowed = mezz("validate", "kepler_periodic", "--allow", "MZ205")
    assert allowed.status == 0
    assert "kepler_periodic: valid, with 1 warning\n" in allowed.err
