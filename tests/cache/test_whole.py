"""Files are replaced whole or stay as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from mezz.cache.whole import flush, write_whole


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.json"
    for text in ("first", "second"):
        write_whole(path, text, tmp_path)
        assert path.read_text(encoding="utf-8") == text
    assert [one.name for one in tmp_path.iterdir()] == ["deep"]


def test_a_failed_write_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_whole(path, "old", tmp_path)

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("refused")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="refused"):
        write_whole(path, "new", tmp_path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_files_and_folders_are_flushed_and_missing_ones_are_errors(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    flush(tmp_path / "a")
    flush(tmp_path)
    with pytest.raises(FileNotFoundError):
        flush(tmp_path / "b")
