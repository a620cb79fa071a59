"""The experiment: the spec as written, its defaults, and the plan it was compiled to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mezz.record.difference import json_line, values_of
from mezz.report.number import NOTHING, quantity
from mezz.report.page import Cell, Code, Column, Fold, Section, Table
from mezz.report.text import prose, shortened, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mezz.record.model import PlanRecord, StageRecord
    from mezz.report.material import Material

_LINE = re.compile(r"(?P<lead>[\s-]*)(?P<key>[A-Za-z_][\w.-]*)(?P<colon>:)(?P<rest>(\s.*)?)$")
_VALUE = 200
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")


def section(material: Material) -> Section | None:
    """Return the section, or None where there is neither a spec nor a plan."""
    spec, plan = material.spec, material.plan
    if spec is None and plan is None:
        return None
    folds = []
    if material.resolved is not None:
        values = values_of(material.resolved)
        folds.append(
            Fold("Every value, and where it comes from", _values(values, plan.origins))
            if plan is not None and plan.origins
            else Fold("Every value, defaults filled in", _values(values, None))
        )
    if plan is not None:
        folds.append(Fold(f"The plan: {_summary(plan)}", table=_plan(plan)))
    lead = prose("The spec as its author wrote it." if spec is not None else "")
    return Section(
        "experiment",
        "The experiment",
        "Experiment",
        lead,
        code=None if spec is None else yaml_code(spec),
        folds=tuple(folds),
    )


def _values(values: Mapping[str, Any], origins: Mapping[str, str] | None) -> Table:
    """Return every value with its file and line or its option, if origins were recorded."""
    columns = [Column("Parameter"), Column("Value", kind="prose")]
    columns += [Column("From", kind="prose")] if origins is not None else []
    rows = tuple(
        (
            Cell(visible(path), kind="code"),
            Cell(visible(shortened(json_line(value), _VALUE)), kind="prose"),
            *([] if origins is None else [Cell(visible(_from(path, origins)), kind="prose")]),
        )
        for path, value in values.items()
    )
    return Table("The spec as it was understood", tuple(columns), rows)


def _from(path: str, origins: Mapping[str, str]) -> str:
    """Return where a value stands; a list may be known by its first entry alone."""
    return origins.get(path) or origins.get(f"{path}.0") or "default"


def yaml_code(text: str) -> Code:
    """Split YAML into lines of keys, values and comments, for colour only.

    A `#` inside quotes is taken for a comment too: nothing but its colour is at stake.
    """
    return Code(tuple(_yaml_line(line) for line in visible(text).rstrip("\n").split("\n")))


def plain_code(text: str) -> Code:
    """Show a text without colour."""
    return Code(tuple((("", line),) for line in visible(text).split("\n")))


def _yaml_line(line: str) -> tuple[tuple[str, str], ...]:
    comment = _COMMENT.search(line)
    body = line[: comment.start()] if comment else line
    key = _LINE.match(body)
    pieces = [("", body)]
    if key:
        pieces = [("", key["lead"]), ("key", key["key"]), ("", key["colon"] + key["rest"])]
    if comment:
        pieces.append(("comment", comment[0]))
    return tuple(piece for piece in pieces if piece[1])


def _summary(plan: PlanRecord) -> str:
    cached = sum(stage.state == "cached" for stage in plan.stages)
    total = len(plan.stages)
    return (
        f"{total} stage{'' if total == 1 else 's'}, {cached} from the cache, {total - cached} run"
    )


def _plan(plan: PlanRecord) -> Table:
    columns = (
        Column("Stage"),
        Column("State"),
        Column("Why", kind="prose"),
        Column("FLOPs", "expected", "number"),
        Column("Key"),
    )
    rows = tuple(_stage(stage) for stage in plan.stages)
    return Table("Stages in the order of the plan", columns, rows)


def _stage(stage: StageRecord) -> tuple[Cell, ...]:
    flops = stage.cost.get("flops", 0.0)
    return (
        Cell(visible(stage.id)),
        Cell({"cached": "cached", "run": "run"}[stage.state]),
        Cell(visible(stage.reason), kind="prose"),
        Cell(quantity(flops, "FLOP") if flops else NOTHING, kind="number"),
        Cell(visible(stage.key[:12]), kind="code"),
    )
