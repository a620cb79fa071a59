"""The pages of `mezz explain` keep their word: what they call wrong is refused, what right is not."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from mezz.api import validate
from mezz.diag import codes
from mezz.diag.code import Code
from mezz.diag.codes import CODES
from mezz.diag.diagnostic import has_errors

KEPLER = """\
mezz: 1
name: base
world: {kind: kepler, train: 2000, unlabelled: 3000, validation: 500, test: 1000}
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [64, 64]}
student:
  model: {kind: mlp, hidden: [128, 128]}
"""
SP500 = """\
mezz: 1
name: base
world: {kind: sp500, train: 2000, validation: 400, test: 800, stale: 1}
symmetry: {kind: bar_phase, on: series, bar: 5}
encoder: {kind: return_window, on: series, window: 60, bar: 5}
teacher:
  model: {kind: linear}
student:
  model: {kind: mlp, hidden: [64, 64]}
"""
PDE = """\
mezz: 1
name: base
world: {kind: pde, train: 2000, unlabelled: 3000, validation: 500, test: 1000}
symmetry: {kind: circular_shift, on: u}
encoder: {kind: columns, fields: [u]}
teacher:
  model: {kind: mlp, hidden: [64, 64]}
student:
  model: {kind: mlp, hidden: [128, 128]}
"""
BASES = {"series|sp500": SP500, "circular_shift|mirror": PDE, "": KEPLER}
"""The spec that a piece completes, by what stands in the piece."""

MEANING = {code.id: code for code in CODES.values() if code.id.startswith("MZ2")}
OF_A_PLUGIN = {"MZ211", "MZ217"}
"""No component of mezz's own can show these; `plugin.py` does, in the Markdown files."""

_PIECE = re.compile(
    r"^(Wrong|Right)(?:, [^\n]*)?:\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def found_on(piece: str) -> tuple[set[str], bool]:
    """Validate a piece of YAML on top of a whole spec of the same world."""
    base = next(text for sign, text in BASES.items() if re.search(sign, piece))
    Path("base.yml").write_text(base)
    Path("spec.yml").write_text(f"extends: base.yml\n{piece}")
    diagnostics = validate(Path("spec.yml")).diagnostics
    return {one.code.id for one in diagnostics}, has_errors(diagnostics)


@pytest.mark.parametrize("code", sorted(MEANING.keys() - OF_A_PLUGIN))
def test_what_a_page_calls_wrong_bears_its_code_and_what_it_calls_right_bears_none(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pieces = dict(_PIECE.findall(CODES[code].page))
    assert pieces.keys() == {"Wrong", "Right"}
    assert code in found_on(pieces["Wrong"])[0]
    assert found_on(pieces["Right"]) == (set(), False)


@pytest.mark.parametrize("code", sorted(OF_A_PLUGIN))
def test_the_other_pages_have_both_pieces_too(code: str) -> None:
    assert dict(_PIECE.findall(CODES[code].page)).keys() == {"Wrong", "Right"}


def test_codes_of_meaning_are_numbered_and_named_once() -> None:
    assert len({code.name for code in CODES.values()}) == len(CODES)
    modules = (import_module(f"mezz.diag.codes.{one.name}") for one in iter_modules(codes.__path__))
    defined = [value.id for m in modules for value in vars(m).values() if isinstance(value, Code)]
    assert sorted(defined) == sorted(CODES)
