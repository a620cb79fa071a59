"""Which verdicts were reached on which test rows, in the order in which they came.

Rows that were looked at before are no longer fresh: whoever changes a criterion or a model until the
verdict pleases has tested more than once. This ledger is what knows. It is no result that could be
computed again, so nothing that tidies the cache touches it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from mezz.cache.claim import Claim
from mezz.cache.whole import flush

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


WORDS = frozenset({"MAKE", "BREAK", "INCONCLUSIVE"})


@dataclass(frozen=True, slots=True)
class Look:
    """A verdict on test rows.

    Attributes:
        judge: key of the stage that gave the verdict: other criteria, models or seeds have another.
        name: of the spec that asked for it first.
        run: id of that run.
        word: one of `WORDS`.
    """

    judge: str
    name: str
    run: str
    word: str


@dataclass(frozen=True, slots=True)
class Looks:
    """A file below `folder` for the test rows of one key: a line a verdict, oldest first."""

    folder: Path

    def note(self, rows: str, look: Look) -> tuple[Look, ...]:
        """Enter a verdict on test rows, and return the others that came before it, oldest first.

        A verdict that is there already keeps its place, so that the answer is the same for ever.

        Args:
            rows: the key of the test rows.
            look: the verdict.
        """
        path = self._path(rows)
        claim = Claim.take(path.with_suffix(".lock"), wait=True)
        assert claim is not None
        with claim:
            known = self.known(rows)
            for at, one in enumerate(known):
                if one.judge == look.judge:
                    return known[:at]
            _append(path, json.dumps(asdict(look)))
        return known

    def known(self, rows: str) -> tuple[Look, ...]:
        """Return the verdicts on test rows, oldest first; a line that cannot be read is passed over."""
        path = self._path(rows)
        text = path.read_bytes() if path.exists() else b""
        return tuple(_looks(text))

    def _path(self, rows: str) -> Path:
        return self.folder / f"{rows}.jsonl"


def _append(path: Path, line: str) -> None:
    """Add a line and bring it to the disk; what stands in the file is not written again."""
    with path.open("a+b") as file:
        size = file.tell()
        file.seek(max(size - 1, 0))
        # A writer that was killed may have left a line without its end.
        gap = b"\n" if size and file.read(1) != b"\n" else b""
        file.write(gap + line.encode() + b"\n")
    flush(path)
    flush(path.parent)


def _looks(text: bytes) -> Iterator[Look]:
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        words = [entry.get(one.name) for one in fields(Look)] if isinstance(entry, dict) else [None]
        if all(isinstance(word, str) for word in words) and words[-1] in WORDS:
            yield Look(*words)
