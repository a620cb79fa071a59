from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.component.registry import BASES, kinds
from mezz.diag.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]

EVERY = [(group, kind) for group in BASES for kind in kinds(group)]


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page(mezz: Mezz, code: str) -> None:
    shown = mezz("explain", code.lower())
    assert shown.status == 0
    assert shown.out.startswith(f"# {code}: {CODES[code].title}\n")


@pytest.mark.parametrize(("group", "kind"), EVERY, ids=str)
def test_every_component_has_a_page(mezz: Mezz, group: str, kind: str) -> None:
    shown = mezz("explain", f"{group}:{kind}", "--json")
    (page,) = shown.envelope["data"]
    assert (page["group"], page["kind"]) == (group, kind)
    assert page["page"].startswith(f"# `{kind}`\n")


def test_a_word_of_one_group_needs_no_prefix(mezz: Mezz) -> None:
    assert mezz("explain", "mlp").out == mezz("explain", "model:mlp").out


def test_a_page_tells_parameters_defaults_and_how_a_spec_names_it(mezz: Mezz) -> None:
    page = mezz("explain", "world:kepler").out
    assert "| `test` | whole number (2 to 10 000 000) | `10000` | Examples to judge by. |" in page
    assert "| `M` | Angle(2 pi) |" in page
    assert "```yaml\nworld:\n  kind: kepler\n" in page


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("keplr", "did you mean `kepler`?"),
        ("model:kepler", "nothing is called `model:kepler`"),
        ("MZ999", "there is no code MZ999"),
        ("kepler#world", "`#symmetry`"),
        ("xyzzy", "`mezz list codes`"),
    ],
)
def test_what_cannot_be_explained_is_said_with_a_way_out(
    mezz: Mezz, topic: str, words: str
) -> None:
    refused = mezz("explain", topic)
    assert refused.status == 2
    assert refused.err.startswith("error[MZ502]: ")
    assert words in refused.err


def test_the_symmetry_of_a_spec_is_explained(mezz: Mezz, tiny: str) -> None:
    shown = mezz("explain", f"{tiny}#symmetry", "--json").envelope["data"]
    measured = shown.pop("measured")
    assert measured["orbit"] == {"size": 3.0, "of": 3.0, "whole": 1.0, "stabiliser": 1.0}
    assert {"identity", "inverse", "composition", "listing"} == measured["axioms"].keys()
    assert all(one["value"] <= 1e-14 * one["scale"] for one in measured["axioms"].values())
    assert shown == {
        "kind": "angle_turns",
        "type": "finite group",
        "parts": [{"kind": "angle_turns", "on": "M", "domain": "Angle(2 pi)"}],
        "structure": "C_3",
        "order": 3,
        "moves": ["M"],
        "target": "invariant",
        "canonical_form": True,
    }
    assert "| structure | `C_3` |" in mezz("explain", f"{tiny}#symmetry").out


def test_the_symmetry_of_a_wrong_spec_is_not_explained(mezz: Mezz) -> None:
    refused = mezz("explain", "nowhere.yml#symmetry", "--json")
    assert (refused.status, refused.codes) == (2, ["MZ001"])


def test_the_symmetry_of_a_faulty_spec_is_not_measured(mezz: Mezz, tiny: str) -> None:
    path = Path(tiny)
    text = path.read_text(encoding="utf-8")
    wrong = "symmetry: {subgroup: {of: {kind: angle_turns, on: M, turns: 3}, generators: [[0.5]]}}"
    spec = path.with_name("wrong.yml")
    spec.write_text(re.sub(r"symmetry: .*", wrong, text), encoding="utf-8")
    refused = mezz("explain", f"{spec}#symmetry", "--json")
    assert (refused.status, refused.codes) == (2, ["MZ246"])
