"""`mezz doctor`: is everything here that mezz needs?"""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Any, NamedTuple

import typer  # noqa: TC002  Typer reads the annotation at run time

from mezz.cli.exit import of_diagnostics
from mezz.cli.outcome import Outcome
from mezz.cli.quantity import amount
from mezz.cli.table import columns
from mezz.diag.codes.planning import CACHE_UNWRITABLE, MISSING_EXTRA
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLES = ("mezz doctor", "mezz doctor --json      to paste into a report of a bug")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w.-]+)['\"]")
_NOT_FOR_USERS = frozenset({"all", "test"})


class Fact(NamedTuple):
    """One line: what was looked at, what was found, and the fault if it is one."""

    name: str
    found: str
    note: str = ""
    fault: Diagnostic | None = None


def command(context: typer.Context) -> Outcome:
    """Show versions, optional parts, the cache, threads and devices.

    Exits 0 unless something is broken that every run needs; then 5. An optional part that is not
    installed is no fault: its line says how to get it.
    """
    required, extras = _requirements(metadata.requires("mezz") or [])
    facts = [
        *_of_mezz(),
        *map(_library, required),
        *_of_torch(),
        *(_extra(name, libraries) for name, libraries in extras.items()),
        _cache(context.obj.cache),
    ]
    faults = tuple(fact.fault for fact in facts if fact.fault)
    data: list[dict[str, Any]] = [
        {"name": one.name, "found": one.found, "note": one.note, "ok": one.fault is None}
        for one in facts
    ]
    return Outcome(
        exit=of_diagnostics(faults),
        text=columns([(one.name, one.found, one.note) for one in facts]),
        words="" if faults else "everything that a run needs is here",
        data=data,
        diagnostics=faults,
    )


def _of_mezz() -> Iterator[Fact]:
    from mezz import __version__
    from mezz.spec.shipped import folder

    yield Fact("mezz", __version__)
    yield Fact("python", platform.python_version(), sys.implementation.name)
    yield Fact("system", f"{platform.system()} {platform.machine()}")
    for kind in ("specs", "schemas", "templates"):
        try:
            folder(kind)
        except FileNotFoundError as error:
            yield Fact(kind, "missing", fault=Diagnostic(MISSING_EXTRA, str(error)))


def _requirements(lines: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the libraries that are always needed, and those of each optional part."""
    required: list[str] = []
    extras: dict[str, list[str]] = {}
    for line in lines:
        found, extra = _NAME.match(line), _EXTRA.search(line)
        if found is None:
            continue
        if extra is None:
            required.append(found[0])
        elif extra[1] not in _NOT_FOR_USERS and found[0] not in extras.get(extra[1], []):
            extras.setdefault(extra[1], []).append(found[0])
    return sorted(required), dict(sorted(extras.items()))


def _library(name: str) -> Fact:
    version = _version(name)
    if version is not None:
        return Fact(name, version)
    help_ = (f'python -m pip install "{name}"',)
    fault = Diagnostic(MISSING_EXTRA, f"`{name}` is not installed, and mezz needs it", help=help_)
    return Fact(name, "missing", help_[0], fault)


def _extra(name: str, libraries: list[str]) -> Fact:
    """Say whether an optional part is whole."""
    lacking = [one for one in libraries if _version(one) is None]
    if not lacking:
        return Fact(f"[{name}]", "installed")
    return Fact(f"[{name}]", f"lacks {', '.join(lacking)}", f'python -m pip install "mezz[{name}]"')


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _of_torch() -> Iterator[Fact]:
    from mezz.run.machine import machine

    try:
        found = machine()
    except ImportError as error:
        fact = f"PyTorch cannot be loaded: {error}"
        yield Fact("threads", "unknown", fault=Diagnostic(MISSING_EXTRA, fact))
        return
    yield Fact("threads", str(found.threads), "--threads N takes another number")
    for device, name in found.devices.items():
        yield Fact(f"device {device}", name)


def _cache(wanted: Path | None) -> Fact:
    """Say where results are kept, how much lies there, and whether more can be written."""
    from mezz.cache.failure import CacheUnwritable
    from mezz.cache.store import Cache, default_root

    cache = Cache(wanted or default_root())
    try:
        cache.prepare()
    except CacheUnwritable as error:
        help_ = ("name another folder with `--cache` or `MEZZ_CACHE`",)
        fault = Diagnostic(CACHE_UNWRITABLE, str(error), help=help_)
        return Fact("cache", "cannot be written", str(cache.root), fault)
    size = sum(path.stat().st_size for path in cache.root.rglob("*") if path.is_file())
    return Fact("cache", f"{amount(size, 'B')}, writable", str(cache.root))
