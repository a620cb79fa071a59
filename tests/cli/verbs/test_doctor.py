from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


def facts(answer: Answer) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in answer.envelope["data"]}


def test_it_says_what_is_here_and_exits_0(mezz: Mezz, folder: Path) -> None:
    (folder / "cache").mkdir()
    (folder / "cache" / "old").write_bytes(b"x" * 5000)
    answer = mezz("doctor", "--json")
    assert answer.status == 0
    found = facts(answer)
    assert found["numpy"]["found"] == metadata.version("numpy")
    assert found["cache"]["note"] == str(folder / "cache")
    assert str(found["cache"]["found"]).endswith("kB, writable")
    assert int(str(found["threads"]["found"])) >= 1
    assert {"mezz", "python", "device cpu", "[finance]"} <= found.keys()
    assert "[test]" not in found


def test_people_get_columns_and_a_word_at_the_end(mezz: Mezz) -> None:
    answer = mezz("doctor")
    assert any(line.startswith("python ") for line in answer.out.splitlines())
    assert answer.err == "everything that a run needs is here\n"


def test_an_optional_part_that_is_missing_is_no_fault_and_says_how_to_get_it(
    mezz: Mezz, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ['shells>=3; extra == "sea"', "numpy>=2", 'mezz[sea]; extra == "all"']
    monkeypatch.setattr(metadata, "requires", lambda _: lines)
    answer = mezz("doctor", "--json")
    assert answer.status == 0
    found = facts(answer)
    assert found["[sea]"]["found"] == "lacks shells"
    assert found["[sea]"]["note"] == 'python -m pip install "mezz[sea]"'
    assert "[all]" not in found


def test_a_library_that_every_run_needs_is_a_fault(
    mezz: Mezz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda _: ["shells>=3"])
    answer = mezz("doctor", "--json")
    assert answer.status == 5
    assert answer.codes == ["MZ301"]
    assert "`shells` is not installed" in answer.envelope["diagnostics"][0]["message"]


def test_pytorch_that_cannot_be_loaded_is_a_fault(
    mezz: Mezz, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ImportError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr("mezz.run.machine.machine", broken)
    answer = mezz("doctor", "--json")
    assert answer.status == 5
    assert "PyTorch cannot be loaded: libgomp" in answer.envelope["diagnostics"][0]["message"]


def test_a_cache_that_cannot_be_written_is_a_fault(mezz: Mezz, folder: Path) -> None:
    (folder / "cache").write_text("a file in the way", encoding="utf-8")
    answer = mezz("doctor", "--json")
    assert answer.status == 5
    assert answer.codes == ["MZ308"]
