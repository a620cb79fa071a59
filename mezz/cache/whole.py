"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, text: str, drafts: Path) -> None:
    """Replace `path` by a file with this text; readers see the old one or the new one.

    `drafts` is a folder on the same filesystem where a killed writer may leave its draft.
    """
    draft = drafts / secrets.token_hex(8)
    try:
        draft.write_text(text, encoding="utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk and not only in memory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
