"""The manifest of an artifact: what it is, what it was made from, and a digest of every file."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from mezz.cache.failure import Damaged
from mezz.cache.whole import flush

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.plan.stage import Keyed

NAME = "manifest.json"
FORMAT: Final = "mezz.artifact/1"


class Content(BaseModel):
    """One file as it was written; `size` in bytes."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    sha256: str
    size: int


class Manifest(BaseModel):
    """`manifest.json`, written last into an artifact.

    `ingredients` are those of the key, in their order; `files` holds every other file by its path
    below the folder. `seconds` is what making it took, `flops` and `bytes` what the plan expected.
    `digest` covers all the rest, so that damage to the manifest itself is noticed.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    schema_: Literal["mezz.artifact/1"] = Field(FORMAT, alias="schema")
    key: str
    stage: str
    verb: str
    ingredients: dict[str, Any]
    files: dict[str, Content]
    seconds: float
    flops: float
    bytes: int
    digest: str

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(file.size for file in self.files.values())


def seal(folder: Path, keyed: Keyed, seconds: float) -> Manifest:
    """Bring a finished folder to the disk and write its manifest.

    Raises:
        ValueError: the folder holds nothing, or a link.
    """
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise ValueError(f"an artifact holds files only, and {path.name} is a link")
        if path.is_file():
            files[_name(folder, path)] = {"sha256": digest_of(path), "size": path.stat().st_size}
        flush(path)
    if not files:
        raise ValueError(f"stage {keyed.stage.id} left no file")
    body: dict[str, Any] = {
        "schema": FORMAT,
        "key": keyed.key,
        "stage": keyed.stage.id,
        "verb": keyed.stage.verb,
        "ingredients": keyed.ingredients,
        "files": files,
        "seconds": seconds,
        "flops": float(keyed.stage.cost.flops),
        "bytes": keyed.stage.cost.bytes,
    }
    text = json.dumps({**body, "digest": _digest(body)}, indent=1, allow_nan=False) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")
    flush(folder / NAME)
    flush(folder)
    return Manifest.model_validate_json(text)


def read(folder: Path, key: str) -> Manifest:
    """Read the manifest of the artifact with that key.

    Raises:
        Damaged: there is none, it is not what was written, or it is another artifact's.
    """
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Damaged(key, [f"{NAME} is missing"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(key, [f"{NAME} cannot be read: {error}"]) from None
    try:
        body = json.loads(text)
        digest = body.pop("digest")
        manifest = Manifest.model_validate_json(text)
    except (ValueError, AttributeError, KeyError, TypeError):
        raise Damaged(key, [f"{NAME} is not a manifest"]) from None
    if digest != _digest(body):
        raise Damaged(key, [f"{NAME} was changed after it was written"])
    if manifest.key != key:
        raise Damaged(key, [f"{NAME} is that of {manifest.key[:12]}"])
    return manifest


def faults(folder: Path, manifest: Manifest, *, deep: bool) -> list[str]:
    """Compare names and sizes of an artifact's files with its manifest, and digests if `deep`."""
    found: list[str] = []
    for name, content in manifest.files.items():
        path = folder / name
        try:
            if (size := path.stat().st_size) != content.size:
                found.append(f"{name} has {size} bytes and was written with {content.size}")
            elif deep and digest_of(path) != content.sha256:
                found.append(f"{name} was changed after it was written")
        except FileNotFoundError:
            found.append(f"{name} is missing")
        except OSError as error:
            found.append(f"{name} cannot be read: {error.strerror}")
    if deep:
        there = {_name(folder, path) for path in folder.rglob("*") if not path.is_dir()}
        found += [f"{name} was added" for name in sorted(there - manifest.files.keys() - {NAME})]
    return found


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
