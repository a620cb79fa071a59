"""The command that repeats a run, as a stranger can type it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from mezz.spec.shipped import shipped_specs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def command(spec: Path, sets: Sequence[str], allowed: Iterable[str]) -> str:
    """Return `mezz run` with the options that have a say in the result, quoted for a POSIX shell.

    Where the cache lies, where the run goes and how many threads there are leave no trace in it.
    Whoever repeats it has folders of their own: a shipped spec stands there by its name, another
    one by that of its file, and so does the file of a setting that is an absolute path.

    Args:
        spec: the file, as the user wrote it.
        sets: the values of `--set`, in the order in which they were applied.
        allowed: the values of `--allow`.
    """
    words = ["mezz", "run", _name(spec)]
    for setting in sets:
        words += ["--set", _near(setting)]
    for code in sorted(allowed):
        words += ["--allow", code]
    return shlex.join(words)


def _name(spec: Path) -> str:
    try:
        shipped = {path.resolve(): name for name, path in shipped_specs().items()}
    except FileNotFoundError:
        shipped = {}
    name = shipped.get(spec.resolve(), spec.name)
    # What begins with a dash would be taken for an option.
    return f"./{name}" if name.startswith("-") else name


def _near(setting: str) -> str:
    key, equals, value = setting.partition("=")
    bare = value.strip("\"' ")
    return f"{key}{equals}{Path(bare).name}" if Path(bare).is_absolute() else setting
