"""What a rule may look at: the spec, where each part of it was written, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.check.line import lines_of
from mezz.check.yardstick import Yardsticks
from mezz.diag.diagnostic import Diagnostic, Label, Severity
from mezz.spec.arm import NEED_CANONICAL_FORM, names_that_apply
from mezz.spec.node import Mapping, Scalar, Sequence, find, key_span, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.line import Line
    from mezz.component.base import Encoder, Model
    from mezz.component.types import Emits
    from mezz.diag.code import Code
    from mezz.spec.model import Spec
    from mezz.spec.node import Node, NodePath


@dataclass(frozen=True, slots=True)
class Context:
    """One spec under examination.

    `emits` is what its world declares. `arms` are the arms it can have, with the reason why an
    arm's answer cannot move over the views (empty where it can). `measures` are all measures,
    `lines` its criteria, read and typed.
    """

    spec: Spec
    tree: Node
    emits: Emits
    arms: dict[str, str]
    measures: Yardsticks
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, spec: Spec, tree: Node) -> Context:
        """Work out what follows from a spec."""
        emits = spec.world.emits()
        arms = {name: _why_still(spec, name) for name in names_that_apply(spec, emits)}
        arms |= dict.fromkeys(emits.baselines, "it does not look at the views")
        measures = Yardsticks(emits)
        return cls(spec, tree, emits, arms, measures, lines_of(spec, arms, measures))

    def at(self, *path: str | int, text: str = "") -> Label:
        """Mark the value at a path; where it is a default, the nearest key that was written."""
        if find(self.tree, path) is None:
            return self.key_at(*path, text=text)
        return Label(mark(self.tree, path), text)

    def key_at(self, *path: str | int, text: str = "") -> Label:
        """Mark the key at a path, or the nearest key above it that was written."""
        while path and find(self.tree, path) is None:
            path = path[:-1]
        return Label(key_span(self.tree, path), text)

    def naming(self, name: str, *block: str | int, text: str = "") -> Label:
        """Mark the first value below a block that is this name, or else the block's `kind`."""
        root = find(self.tree, block)
        found = next(_scalars(root, name), None) if root else None
        return Label(found.span, text) if found else self.at(*block, "kind", text=text)

    def within(self, line: Line, start: int, stop: int, text: str = "") -> Label:
        """Mark some characters of a criterion."""
        node = find(self.tree, line.path)
        if line.written and isinstance(node, Scalar):
            return Label(node.clip(start, stop), text)
        return self.at(*line.path, text=text)

    def written(self, *path: str | int) -> bool:
        """Say whether the spec itself gives a value, rather than its default."""
        return find(self.tree, path) is not None

    @property
    def acts(self) -> bool:
        """Say whether every part of the symmetry has a field of its type to act on."""
        return all(
            isinstance(self.emits.fields.get(part.on), part.acts_on)
            for part in self.spec.symmetry.parts()
        )

    @property
    def moved(self) -> frozenset[str]:
        """The fields of which the symmetry moves some array."""
        return frozenset(name.partition(".")[0] for name in self.spec.symmetry.moves(self.emits))

    @property
    def encoders(self) -> tuple[tuple[NodePath, Encoder], ...]:
        """Every encoder that the spec writes down, with its place."""
        common, student = self.spec.encoder, self.spec.student
        own = student.encoder if student else None
        found = ((("encoder",), common), (("student", "encoder"), own))
        return tuple((path, encoder) for path, encoder in found if encoder)

    @property
    def readers(self) -> tuple[tuple[NodePath, Encoder, NodePath, Model], ...]:
        """The encoder and model of the teacher and of the student, each with its place."""
        student = self.spec.student
        models = (
            (0, ("teacher", "model"), self.spec.teacher.model),
            (-1, ("student", "model"), student.model if student else None),
        )
        encoders = self.encoders
        return tuple(
            (*encoders[at], path, model) for at, path, model in models if model and encoders
        )

    def readable(self, encoder: Encoder) -> bool:
        """Say whether an encoder can read every field that it names."""
        fields = self.emits.fields
        return all(
            name in fields and encoder.accepts(name, fields[name]) for name in encoder.reads()
        )

    @property
    def sound(self) -> bool:
        """Say whether symmetry, encoders and models fit, so that their numbers mean something."""
        fit = self.acts and all(
            self.readable(encoder) and not encoder.faults(self.emits)
            for _, encoder in self.encoders
        )
        return fit and not any(
            model.faults(self.emits, encoder) for _, encoder, _, model in self.readers
        )

    def world_emits(self) -> Label:
        """Mark the world, and say beside it what it emits."""
        fields = ", ".join(f"{name}: {type_}" for name, type_ in self.emits.fields.items())
        return self.at("world", "kind", text=f"emits {fields}, y: {self.emits.target}")

    def flawed(self, code: Code) -> Iterator[Diagnostic]:
        """Yield the faults of the criteria that bear a code."""
        for line in self.lines:
            for flaw in line.flaws:
                if flaw.code is code:
                    place = self.within(line, flaw.start, flaw.stop, flaw.mark)
                    yield Diagnostic(code, flaw.message, place, help=flaw.help)


def warning(code: Code, message: str, primary: Label, *help_: str) -> Diagnostic:
    """Return a diagnostic that stops nothing."""
    return Diagnostic(code, message, primary, help=help_, severity=Severity.WARNING)


def _why_still(spec: Spec, name: str) -> str:
    if name == "trivial":
        return "it always gives the same answer"
    if name in NEED_CANONICAL_FORM:
        return "it looks at the canonical view alone"
    if name == "teacher_K" and spec.teacher.predictions:
        return "it is the mean over all the views there are" if spec.symmetry.order() else ""
    if name == "teacher_K" and spec.teacher.K in {"exact", spec.symmetry.order()}:
        return "it is the mean over the whole orbit" if spec.teacher.plan == "auto" else ""
    return ""


def _scalars(node: Node, value: str) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        if node.value == value:
            yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item, value)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key != "kind":
                yield from _scalars(entry.value, value)
