"""The manifest notices every change to an artifact and to itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mezz.cache.failure import Damaged
from mezz.cache.manifest import NAME, faults, read, seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mezz.plan.stage import Keyed

    MakeKeyed = Callable[..., Keyed]


def fill(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "b.bin").write_bytes(b"12345")
    (folder / "a.bin").write_bytes(b"1")


def test_a_manifest_says_what_an_artifact_is(tmp_path: Path, make: MakeKeyed) -> None:
    fill(tmp_path)
    stage = make(turns=5, last={"b": 1, "a": 0.1})
    seal(tmp_path, stage, 1.5)
    manifest = read(tmp_path, stage.key)
    assert (manifest.key, manifest.stage, manifest.verb) == (stage.key, "fit/teacher/0", "fit")
    assert (manifest.seconds, manifest.flops, manifest.bytes) == (1.5, 2e9, 1000)
    assert manifest.ingredients == stage.ingredients
    assert {name: file.size for name, file in manifest.files.items()} == {
        "a.bin": 1,
        "inner/b.bin": 5,
    }
    assert manifest.size == 6
    assert faults(tmp_path, manifest, deep=True) == []


def test_equal_artifacts_have_equal_manifests(tmp_path: Path, make: MakeKeyed) -> None:
    texts = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        fill(tmp_path / name)
        seal(tmp_path / name, make(), 1.5)
        texts.append((tmp_path / name / NAME).read_bytes())
    assert texts[0] == texts[1]


def test_faults_are_named_file_by_file(tmp_path: Path, make: MakeKeyed) -> None:
    fill(tmp_path)
    manifest = seal(tmp_path, make(), 1.0)
    (tmp_path / "a.bin").write_bytes(b"12")
    (tmp_path / "inner" / "b.bin").write_bytes(b"12346")
    (tmp_path / "c.bin").write_bytes(b"")
    assert faults(tmp_path, manifest, deep=False) == ["a.bin has 2 bytes and was written with 1"]
    assert faults(tmp_path, manifest, deep=True) == [
        "a.bin has 2 bytes and was written with 1",
        "inner/b.bin was changed after it was written",
        "c.bin was added",
    ]
    (tmp_path / "a.bin").unlink()
    assert faults(tmp_path, manifest, deep=False) == ["a.bin is missing"]


def test_no_bit_of_a_manifest_can_flip_unnoticed(tmp_path: Path, make: MakeKeyed) -> None:
    fill(tmp_path)
    stage = make(turns=5)
    seal(tmp_path, stage, 1.5)
    path = tmp_path / NAME
    sound = path.read_bytes()
    body = json.loads(sound)
    for place in range(len(sound)):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        try:
            read(tmp_path, stage.key)
        except Damaged:
            continue
        assert json.loads(path.read_bytes()) == body, "only spaces between values may pass"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"digest": 1}', "\x00", '"x"'])
def test_what_is_no_manifest_is_damage(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(Damaged, match="is not a manifest"):
        read(tmp_path, "0" * 64)


def test_bytes_that_are_no_text_are_damage(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(Damaged, match="cannot be read"):
        read(tmp_path, "0" * 64)


def test_a_missing_manifest_is_damage(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match=r"manifest\.json is missing"):
        read(tmp_path, "0" * 64)


def test_the_manifest_of_another_artifact_is_damage(tmp_path: Path, make: MakeKeyed) -> None:
    fill(tmp_path)
    seal(tmp_path, make(), 1.0)
    with pytest.raises(Damaged, match="is that of"):
        read(tmp_path, "0" * 64)


def test_an_empty_artifact_and_links_are_refused(tmp_path: Path, make: MakeKeyed) -> None:
    with pytest.raises(ValueError, match="left no file"):
        seal(tmp_path, make(), 1.0)
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="is a link"):
        seal(tmp_path, make(), 1.0)
