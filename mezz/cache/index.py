"""What each stage of each spec was made from the last time, to say why it must run again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mezz.cache.whole import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.plan.stage import Keyed

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Index:
    """A file a spec and stage below `folder`."""

    folder: Path
    drafts: Path

    def previous(self, stage_id: str, spec_name: str) -> dict[str, Any] | None:
        """Return the ingredients of the last time, or None if there was none or its note is bad."""
        try:
            note = json.loads(self._path(stage_id, spec_name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        found = note.get("ingredients") if isinstance(note, dict) else None
        return found if isinstance(found, dict) else None

    def note(self, keyed: Keyed, spec_name: str) -> None:
        """Remember what a stage was made from; the order of the ingredients is kept."""
        path = self._path(keyed.stage.id, spec_name)
        if self.previous(keyed.stage.id, spec_name) != keyed.ingredients:
            note = {"stage": keyed.stage.id, "key": keyed.key, "ingredients": keyed.ingredients}
            write_whole(path, json.dumps(note, indent=1) + "\n", self.drafts)

    def _path(self, stage_id: str, spec_name: str) -> Path:
        return self.folder / _slug(spec_name) / f"{_slug(stage_id)}.json"


def _slug(text: str) -> str:
    """Return a file name that no other text has."""
    slug = quote(text, safe="").replace(".", "%2E")
    if len(slug) <= LONGEST:
        return slug
    return f"{slug[:LONGEST]}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
