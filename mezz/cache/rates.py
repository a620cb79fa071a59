"""How fast stages ran on this machine, to say how long the next ones will take."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from mezz.cache.claim import Claim
from mezz.cache.whole import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.cache.manifest import Manifest

KEPT = 64
"""Stages of one verb that are remembered."""


@dataclass(frozen=True, slots=True)
class Rates:
    """A file a verb below `folder`: `[seconds, flops, bytes]` of the latest stages, oldest first."""

    folder: Path
    drafts: Path

    def rate(self, verb: str) -> dict[str, float] | None:
        """Return medians over the latest stages of a verb, or None where none is remembered.

        `seconds_per_stage` is always there; `flops_per_second` and `bytes_per_second` where stages
        of that verb have any. A median lets a machine that slept once leave no trace.
        """
        records = self._read(verb)
        if not records:
            return None
        measured = {
            "seconds_per_stage": [seconds for seconds, _, _ in records],
            "flops_per_second": [flops / s for s, flops, _ in records if s > 0 and flops > 0],
            "bytes_per_second": [size / s for s, _, size in records if s > 0 and size > 0],
        }
        return {name: median(values) for name, values in measured.items() if values}

    def note(self, manifest: Manifest) -> None:
        """Remember how long a stage took."""
        record = [manifest.seconds, manifest.flops, float(manifest.bytes)]
        path = self._path(manifest.verb)
        claim = Claim.take(path.with_suffix(".lock"), wait=True)
        assert claim is not None
        with claim:
            records = [*self._read(manifest.verb), record][-KEPT:]
            write_whole(path, json.dumps(records) + "\n", self.drafts)

    def _read(self, verb: str) -> list[list[float]]:
        try:
            records = json.loads(self._path(verb).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        good = isinstance(records, list) and all(_is_record(record) for record in records)
        return records if good else []

    def _path(self, verb: str) -> Path:
        return self.folder / _machine() / f"{verb}.json"


def _is_record(record: object) -> bool:
    return (
        isinstance(record, list)
        and len(record) == 3
        and all(isinstance(number, int | float) for number in record)
    )


def _machine() -> str:
    """Return a name for this machine that tells nobody which it is: a cache may be shared."""
    told = f"{platform.node()} {platform.machine()} {os.cpu_count()}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]
