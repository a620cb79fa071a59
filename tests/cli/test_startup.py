"""Checking a spec starts in a blink: nothing heavy is imported on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = frozenset({"numpy", "torch", "scipy", "matplotlib", "zarr", "jsonschema", "pandas"})

PROBE = """
import json, sys
from mezz.cli.app import run
status = run(sys.argv[1:])
sys.stderr.write(json.dumps([int(status), sorted(sys.modules)]))
"""


def imported(*arguments: str, before: str = "") -> tuple[int, set[str]]:
    """Run one command in a fresh process; return its status and the packages it imported."""
    ended = subprocess.run(
        [sys.executable, "-c", before + PROBE, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    status, modules = json.loads(ended.stderr.splitlines()[-1])
    return status, {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "kepler"),
        ("validate", "sp500_volatility"),
        ("list", "worlds"),
        ("list", "measures"),
        ("list", "specs"),
        ("explain", "kepler"),
        ("explain", "MZ204"),
        ("show", "kepler"),
        ("diff", "kepler", "small/kepler"),
        ("schema",),
    ],
    ids=" ".join,
)
def test_the_front_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    status, packages = imported(*arguments)
    assert status == 0
    assert not HEAVY & packages


@pytest.mark.parametrize("arguments", [("validate", "kepler"), ("list", "worlds")], ids=" ".join)
def test_rich_is_imported_only_where_there_is_something_to_draw(arguments: tuple[str, ...]) -> None:
    assert "rich" not in imported(*arguments)[1]


def test_a_wrong_spec_is_told_without_anything_heavy(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text(
        "mezz: 1\nname: bad\nworld: {kind: keplr}\n", encoding="utf-8"
    )
    status, packages = imported("validate", str(tmp_path / "bad.yml"))
    assert status == 2
    assert not HEAVY & packages


def test_this_test_would_notice() -> None:
    assert "numpy" in imported("validate", "kepler", before="import numpy\n")[1]
