"""Digests of code: what leaves a trace and what does not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from mezz.plan.code import code_digest, code_digests, forget, source_digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Edit = Callable[[str, str], None]

PLAIN = '''
"""A module."""
import math

TURNS = 5  # of the angle

class Turn:
    """One turn."""

    period: float = 6.28
    """In radians."""

    def act(self, angle, *, times=1):
        """Turn an angle."""
        return f"{angle + times * self.period:>{TURNS}}", 'x', b"y", 1.5e-3, None, ...
'''

OTHERWISE = """
import math
TURNS=5
class Turn:
  period : float = 6.28
  def act( self , angle , * , times = 1 ) :
    # nothing new
    return (
      f'{angle + times * self.period:>{TURNS}}',
      "x", b'y', 0.0015, None, ...,
    )
"""


def package(folder: Path, modules: dict[str, str]) -> None:
    """Write a package `acme` of the given modules."""
    for name, text in {"__init__": "", **modules}.items():
        path = folder / "acme" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    forget()


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edit:
    """Return a function that writes one module of a package `acme` that can be found."""
    monkeypatch.syspath_prepend(tmp_path)
    package(tmp_path, {})

    def write(name: str, text: str) -> None:
        package(tmp_path, {name: text})

    return write


def test_comments_docstrings_and_formatting_leave_no_trace() -> None:
    assert source_digest(PLAIN) == source_digest(OTHERWISE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("TURNS = 5", "TURNS = 6"),
        ("TURNS = 5", "TURNS = 5.0"),
        ("6.28", "6.283"),
        ("times=1", "times=True"),
        ("'x'", "b'x'"),
        ("'x'", "'X'"),
        (":>{TURNS}", ":<{TURNS}"),
        ("angle + times", "angle - times"),
        ("period: float", "period: int"),
        ("import math", "import cmath"),
        ("def act", "async def act"),
        ("None, ...", "..., None"),
    ],
)
def test_every_change_that_could_act_does(old: str, new: str) -> None:
    assert PLAIN.count(old) == 1
    assert source_digest(PLAIN.replace(old, new)) != source_digest(PLAIN)


def test_the_digest_of_a_source_is_the_same_on_every_python() -> None:
    golden = "e68a43f1bf356e7d7a3989be9954b5fdb670f75befe19e9dada88a108f89cee5"
    assert source_digest(PLAIN) == golden


def test_what_only_type_checkers_see_leaves_no_trace() -> None:
    guarded = "import typing\nif typing.TYPE_CHECKING:\n    import a\nelse:\n    b = 1\n"
    assert source_digest(guarded) == source_digest("import typing\nb = 1\n")


def test_a_module_counts_with_what_it_imports_at_any_depth(edit: Edit) -> None:
    edit("world", "from acme import tools\ndef f():\n    import acme.late\n")
    edit("tools", "from acme.deep import RATE\n")
    edit("late", "")
    edit("deep", "RATE = 1\n")
    edit("aside", "")
    names = {"acme", "acme.deep", "acme.late", "acme.tools", "acme.world"}
    assert set(code_digests("acme.world")) == names


def test_relative_imports_are_followed(edit: Edit) -> None:
    edit("world", "from . import tools\nfrom .deep import RATE\n")
    edit("tools", "")
    edit("deep", "RATE = 1\n")
    assert set(code_digests("acme.world")) == {"acme", "acme.deep", "acme.tools", "acme.world"}


def test_a_change_shows_in_the_module_that_changed_and_in_no_other(edit: Edit) -> None:
    edit("world", "from acme.tools import RATE\n")
    edit("tools", "RATE = 1\n")
    old, old_digest = code_digests("acme.world"), code_digest("acme.world")
    edit("tools", "RATE = 2\n")
    new = code_digests("acme.world")
    assert [name for name in new if new[name] != old[name]] == ["acme.tools"]
    assert code_digest("acme.world") != old_digest
    edit("tools", "RATE = 1  # again\n")
    assert code_digest("acme.world") == old_digest


def test_a_module_in_a_circle_is_read_once(edit: Edit) -> None:
    edit("one", "import acme.two\n")
    edit("two", "import acme.one\n")
    assert set(code_digests("acme.one")) == {"acme", "acme.one", "acme.two"}


def test_the_package_around_a_module_counts(edit: Edit) -> None:
    edit("world", "")
    old = code_digest("acme.world")
    edit("__init__", "import math\n")
    assert code_digest("acme.world") != old


def test_imports_for_type_checkers_are_not_followed() -> None:
    assert set(code_digests("mezz.diag.diagnostic")) == {"mezz.diag", "mezz.diag.diagnostic"}


def test_a_plugin_counts_with_the_modules_of_mezz_it_uses(edit: Edit) -> None:
    edit("world", "import json, numpy\nfrom mezz.diag.span import Span\n")
    assert set(code_digests("acme.world")) == {"acme", "acme.world", "mezz.diag", "mezz.diag.span"}


def test_the_root_of_mezz_counts_only_where_it_is_named(edit: Edit) -> None:
    assert "mezz" not in code_digests("mezz.plan.key")
    edit("world", "from mezz import __version__\n")
    assert "mezz" in code_digests("acme.world")


def test_no_module_is_imported(edit: Edit) -> None:
    edit("__init__", "raise RuntimeError\n")
    edit("world", "raise RuntimeError\n")
    assert set(code_digests("acme.world")) == {"acme", "acme.world"}
    assert "acme" not in sys.modules


def test_a_module_is_read_once_in_a_process(edit: Edit, tmp_path: Path) -> None:
    edit("world", "RATE = 1\n")
    old = code_digest("acme.world")
    (tmp_path / "acme" / "world.py").write_text("RATE = 2\n", encoding="utf-8")
    assert code_digest("acme.world") == old
    forget()
    assert code_digest("acme.world") != old


def test_a_module_that_is_not_python_of_this_version_counts_by_its_bytes(edit: Edit) -> None:
    edit("world", "from acme import old\n")
    edit("old", "print 1\n")
    digest = code_digests("acme.world")["acme.old"]
    edit("old", "print 2\n")
    assert code_digests("acme.world")["acme.old"] != digest


@pytest.mark.parametrize("module", ["acme.none", "nowhere.at.all", "mezz.plan.key.keyed"])
def test_an_unknown_module_is_refused_by_name(edit: Edit, module: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=module):
        code_digests(module)
