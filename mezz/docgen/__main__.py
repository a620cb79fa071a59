"""`python -m mezz.docgen [--check]`: write what is derived from the code, or check that it is fresh."""

from __future__ import annotations

import sys
from pathlib import Path

from mezz.docgen.pages import OWNED, pages

USAGE = "usage: python -m mezz.docgen [--check]    in the top folder of a checkout\n"


def main(arguments: list[str], top: Path) -> int:
    """Write the generated files below `top`, or with `--check` list those that are not fresh.

    Returns 0, 1 where a checked file is stale, missing or left over, and 2 for a usage error.
    """
    if arguments not in ([], ["--check"]) or not (top / "pyproject.toml").is_file():
        sys.stderr.write(USAGE)
        return 2
    wanted = pages()
    stale = [name for name, text in wanted.items() if _text(top / name) != text]
    left_over = [name for name in _existing(top) if name not in wanted]
    if arguments:
        sys.stdout.writelines(f"{name}\n" for name in sorted([*stale, *left_over]))
        return 1 if stale or left_over else 0
    for name in stale:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[name], encoding="utf-8", newline="\n")
    for name in left_over:
        (top / name).unlink()
    sys.stderr.write(f"{len(stale)} written, {len(left_over)} removed, {len(wanted)} in all\n")
    return 0


def _text(path: Path) -> str | None:
    return path.read_bytes().decode() if path.is_file() else None


def _existing(top: Path) -> list[str]:
    return [
        path.relative_to(top).as_posix()
        for folder in OWNED
        for path in sorted((top / folder).rglob("*"))
        if path.is_file()
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
