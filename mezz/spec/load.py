"""Node tree to `Spec`: every block by its own class, as strict JSON, and all faults in one pass.

A field marked `Slot(group)` holds a component. Its `kind` is read first and its own class validates
the block; the block around it then receives the finished component through the validation context.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from mezz.component.registry import SINGULAR, BrokenComponent, UnknownKind, kinds
from mezz.component.registry import load as load_component
from mezz.component.slot import kind_of
from mezz.component.symmetry import COMPOSITIONS
from mezz.diag.codes import form as codes
from mezz.diag.codes.meaning import UNKNOWN_KIND
from mezz.diag.codes.planning import MISSING_EXTRA
from mezz.diag.diagnostic import Diagnostic, Label, Severity
from mezz.diag.similar import did_you_mean, similar
from mezz.diag.visible import shortened
from mezz.spec.keys import block, fields, holds, is_list, slot
from mezz.spec.model import Distilling, Measuring, Spec
from mezz.spec.node import (
    Mapping,
    Scalar,
    Sequence,
    key_span,
    mark,
    name_of,
    to_plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.fields import FieldInfo

    from mezz.component.base import Component
    from mezz.component.registry import Group
    from mezz.spec.node import (
        Node,
        NodePath,
    )

_M = TypeVar("_M", bound=BaseModel)


class Loaded(NamedTuple):
    """What a tree says. `spec` is None if any block is at fault.

    It is None as well where a component cannot be imported here, and that is only a warning.
    """

    spec: Spec | None
    diagnostics: list[Diagnostic]


def load(tree: Mapping) -> Loaded:
    """Load a tree block by block; what the reader has reported already is not reported again."""
    loader = _Loader(tree)
    spec = loader.build(_form_of(tree), tree, ())
    return Loaded(spec and _handed_over(spec), loader.faults)


def _form_of(tree: Mapping) -> type[Spec]:
    """Return the class whose required blocks are those that the task needs."""
    if not _says(tree, "task", "measure"):
        return Distilling
    teacher = tree.get("teacher")
    recorded = isinstance(teacher, Mapping) and teacher.get("predictions") is not None
    return Spec if recorded else Measuring


def _says(tree: Mapping, key: str, word: str) -> bool:
    node = tree.get(key)
    return isinstance(node, Scalar) and node.value == word


def _handed_over(spec: Spec) -> Spec:
    """Tell the world of recorded answers where they lie: the teacher's block says it."""
    path = spec.teacher.predictions
    if path is None or not spec.world.recorded or spec.world.model_dump().get("path"):
        return spec
    return spec.model_copy(update={"world": spec.world.model_copy(update={"path": path})})


class _Loader:
    """Loads one tree. `handed` are the components that blocks refer to by index."""

    def __init__(self, tree: Mapping) -> None:
        self.tree = tree
        self.faults: list[Diagnostic] = []
        self.handed: list[Component] = []

    def build(self, model: type[_M], node: Mapping, path: NodePath) -> _M | None:
        """Return the block at `path`, or None after reporting all that is wrong inside it."""
        failed: set[NodePath] = set()
        before = len(self.faults)
        plain = self._mapping(model, node, path, failed)
        try:
            built = model.model_validate_json(json.dumps(plain), strict=True, context=self.handed)
        except ValidationError as error:
            from mezz.spec.form import faults

            self.faults += faults(error, model, self.tree, path, failed)
            return None
        sound = len(self.faults) == before and not self._broken(node)
        return built if sound else None

    def _mapping(
        self, model: type[BaseModel], node: Mapping, path: NodePath, failed: set[NodePath]
    ) -> dict[str, Any]:
        """Return a block as plain data, with an index in place of each component.

        Components that cannot be had are added to `failed`.
        """
        known = fields(model)
        return {
            entry.key: self._value(known[entry.key], entry.value, (*path, entry.key), failed)
            if entry.key in known
            else to_plain(entry.value)
            for entry in node.entries
        }

    def _value(self, field: FieldInfo, node: Node, path: NodePath, failed: set[NodePath]) -> Any:
        component, inner = slot(field), block(field)
        if component and is_list(field) and isinstance(node, Sequence):
            return [
                self._slot(component.group, field, item, (*path, place), failed)
                for place, item in enumerate(node.items)
            ]
        if component and not is_list(field):
            return self._slot(component.group, field, node, path, failed)
        if inner and isinstance(node, Mapping):
            return self._mapping(inner, node, path, failed)
        return self._located(node, path) if holds(field, Path) else to_plain(node)

    def _slot(
        self, group: Group, field: FieldInfo, node: Node, path: NodePath, failed: set[NodePath]
    ) -> int | None:
        optional = holds(field, type(None)) and isinstance(node, Scalar) and node.value is None
        if optional and not self._broken(node):
            return None
        component = self._component(group, node, path)
        if component is None:
            failed.add(path)
            return None
        self.handed.append(component)
        return len(self.handed) - 1

    def _component(self, group: Group, node: Node, path: NodePath) -> Component | None:
        """Return the component that a block describes, or None after saying what is wrong."""
        if isinstance(node, Scalar) and node.broken:
            return None
        if not isinstance(node, Mapping):
            self._no_block(group, node, path)
            return None
        kind = node.get("kind")
        composed = kind_of(group, (entry.key for entry in node.entries))
        if kind is None and composed:
            model = self._class(group, composed, path)
            return self.build(model, node, path) if model else None
        if kind is None:
            if not node.broken:
                message = f"`{name_of(path)}` lacks the key `kind`"
                help_ = _meant(group, (entry.key for entry in node.entries))
                label = Label(key_span(self.tree, path), "needs `kind`")
                self.faults.append(Diagnostic(codes.MISSING_KEY, message, label, help=help_))
            return None
        if not isinstance(kind, Scalar) or not isinstance(kind.value, str):
            self._wrong_type((*path, "kind"), "text", kind)
            return None
        model = self._class(group, kind.value, (*path, "kind"))
        return self.build(model, node, path) if model else None

    def _class(self, group: Group, kind: str, path: NodePath) -> type[Component] | None:
        noun = SINGULAR[group]
        label = Label(mark(self.tree, path))
        try:
            return load_component(group, kind)
        except UnknownKind:
            message = f"there is no {noun} `{shortened(kind)}`"
            help_ = did_you_mean(kind, kinds(group), otherwise=f"{noun} kinds")
            self.faults.append(Diagnostic(UNKNOWN_KIND, message, label, help=help_))
        except BrokenComponent as error:
            help_ = (f'python -m pip install "{error.extra}"',) if error.extra else ()
            message = f"{noun} `{kind}` cannot be imported: {error}"
            severity = Severity.WARNING
            fault = Diagnostic(MISSING_EXTRA, message, label, help=help_, severity=severity)
            self.faults.append(fault)
        return None

    def _no_block(self, group: Group, node: Node, path: NodePath) -> None:
        """Say that a component is a block, and how to write it if its kind stands there alone."""
        help_ = (f"write {{kind: {kinds(group)[0]}}}, or another {SINGULAR[group]}",)
        if isinstance(node, Scalar) and node.value in kinds(group):
            help_ = (f"write {{kind: {node.value}}}",)
        self._wrong_type(path, "a block with a `kind`", node, help_)

    def _wrong_type(
        self, path: NodePath, expected: str, node: Node, help_: tuple[str, ...] = ()
    ) -> None:
        if self._broken(node):
            return
        from mezz.spec.form import wrong_type

        message, mended = wrong_type(name_of(path), expected, node)
        label = Label(mark(self.tree, path), f"expected {expected}")
        fault = Diagnostic(codes.WRONG_TYPE, message, label, help=help_ or mended)
        self.faults.append(fault)

    def _broken(self, node: Node) -> bool:
        """Say whether the reader has reported a fault at or below a node."""
        if isinstance(node, Sequence):
            return any(map(self._broken, node.items))
        if isinstance(node, Mapping):
            return node.broken or any(self._broken(entry.value) for entry in node.entries)
        return node.broken

    def _located(self, node: Node, path: NodePath) -> Any:
        """Return the paths that a value holds, led from the folder of the file that wrote them.

        What comes out is relative to the working folder, like the name of the file itself, so that
        no record holds the layout of a machine. A setting's paths are the user's own.
        """
        if isinstance(node, Sequence):
            return [self._located(item, (*path, i)) for i, item in enumerate(node.items)]
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return to_plain(node)
        source = node.span.source
        if source.startswith("--"):
            return node.value
        written = Path(os.path.normpath(node.value))
        if written.is_absolute() or written.parts[:1] == (os.pardir,):
            message = f"`{name_of(path)}` leads out of the folder of this file"
            help_ = (f"put it beside the spec, or run with --set {name_of(path)}=PATH",)
            label = Label(mark(self.tree, path))
            self.faults.append(Diagnostic(codes.PATH_OUTSIDE, message, label, help=help_))
        return os.path.normpath(Path(source).parent / written)


def _meant(group: Group, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the composition that some key was probably meant to be, or else the kinds there are."""
    close = [near for key in keys for near in similar(key, COMPOSITIONS, limit=1)]
    if group == "symmetries" and close:
        return (f"did you mean `{close[0]}`?",)
    return (f"{SINGULAR[group]} kinds: {', '.join(kinds(group))}",)


def resolved(spec: Spec) -> dict[str, Any]:
    """Return the whole spec as JSON-able data, every default filled in."""
    return spec.model_dump(mode="json", by_alias=True)
