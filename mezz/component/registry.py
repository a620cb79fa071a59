"""Where components are found: the package's own folders first, then entry points.

Listing imports nothing: a kind is a file's name, or a literal `KINDS = (...)` in a file that holds
several, or an entry point of the group `mezz.<group>`. Only the module a spec names is imported.
"""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mezz.component.base import Encoder, Measure, Model, World
from mezz.component.sink import Sink
from mezz.component.symmetry import Symmetry

if TYPE_CHECKING:
    from mezz.component.base import Component

Group = Literal["worlds", "symmetries", "encoders", "models", "measures", "sinks"]

BASES: dict[Group, type[Component]] = {
    "worlds": World,
    "symmetries": Symmetry,
    "encoders": Encoder,
    "models": Model,
    "measures": Measure,
    "sinks": Sink,
}
SINGULAR: dict[Group, str] = {
    "worlds": "world",
    "symmetries": "symmetry",
    "encoders": "encoder",
    "models": "model",
    "measures": "measure",
    "sinks": "sink",
}
_ELSEWHERE: dict[Group, str] = {"sinks": "mezz.run.sinks"}
"""The package of a group that is not `mezz.<group>`."""


class UnknownKind(KeyError):  # noqa: N818  it names what is unknown
    """No component of that group has that kind."""


class BrokenComponent(Exception):  # noqa: N818  it names what is broken
    """A component that is listed cannot be imported; `extra` names what to install, if known."""

    def __init__(self, message: str, extra: str | None = None) -> None:
        """Hold one line of fact and the missing extra or distribution."""
        super().__init__(message)
        self.extra = extra


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one kind is defined: `module`, and the distribution that brings it (None: mezz)."""

    group: Group
    kind: str
    module: str
    distribution: str | None = None


@cache
def entries(group: Group) -> dict[str, Entry]:
    """Return every kind of a group, sorted, without importing any of them."""
    found = dict(_shipped(group))
    for point in _points().select(group=f"mezz.{group}"):
        name = point.dist.name if point.dist else point.module
        found.setdefault(point.name, Entry(group, point.name, point.module, name))
    return dict(sorted(found.items()))


def kinds(group: Group) -> tuple[str, ...]:
    """Return the sorted kinds of a group."""
    return tuple(entries(group))


@cache
def load(group: Group, kind: str) -> type[Component]:
    """Import and return the class of one kind.

    Raises:
        UnknownKind: the group has no such kind.
        BrokenComponent: its module cannot be imported, or defines no such component.
    """
    # Reading the entry points of everything that is installed takes longer than a whole validation.
    entry = _shipped(group).get(kind) or entries(group).get(kind)
    if entry is None:
        raise UnknownKind(kind)
    try:
        module = importlib.import_module(entry.module)
    except ImportError as error:
        missing = error.name or str(error)
        raise BrokenComponent(f"{entry.module} needs {missing}", entry.distribution) from error
    for _, member in inspect.getmembers(module, inspect.isclass):
        if not issubclass(member, BASES[group]) or inspect.isabstract(member):
            continue
        if member.model_fields["kind"].default == kind:
            return member
    raise BrokenComponent(f"{entry.module} defines no {SINGULAR[group]} of kind `{kind}`")


def package(group: Group) -> str:
    """Return the package that holds the kinds of a group, one a file."""
    return _ELSEWHERE.get(group, f"mezz.{group}")


@cache
def _shipped(group: Group) -> dict[str, Entry]:
    """Return the kinds that the package's own folder defines."""
    home = package(group)
    folder = Path(__file__).parents[2].joinpath(*home.split("."))
    return {
        kind: Entry(group, kind, f"{home}.{path.stem}")
        for path in sorted(folder.glob("[!_]*.py"))
        for kind in _kinds(path)
    }


@cache
def _points() -> Any:
    """Return all entry points: `EntryPoints` from Python 3.12 on, another class that selects before."""
    return importlib.metadata.entry_points()


def _kinds(path: Path) -> tuple[str, ...]:
    """Read the literal `KINDS` of a file, or take its name; never import it."""
    text = path.read_text(encoding="utf-8")
    if "KINDS" in text:
        for node in ast.parse(text).body:
            named = isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == "KINDS" for target in node.targets
            )
            if named and isinstance(node, ast.Assign):
                return tuple(str(kind) for kind in ast.literal_eval(node.value))
    return (path.stem,)
