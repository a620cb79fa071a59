"""The symmetry: what it is, how well its laws hold here, and which factor the gap comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.report.number import NOTHING, Scale, p_value, percent, plain
from mezz.report.page import Cell, Column, Fact, Section, Table
from mezz.report.text import prose, visible

if TYPE_CHECKING:
    from mezz.record.model import FactorRecord, Interval, LawRecord, Metrics, SymmetryRecord
    from mezz.report.material import Material

_LAWS = {
    "identity": "e x = x",
    "inverse": "g\u207b\u00b9(g x) = x",
    "composition": "(g h) x = g (h x)",
    "listing": "a product of elements is an element",
    "commutation": "the factors commute",
    "translation": "the sampler is uniform: h g is drawn as g is",
    "projection": "f(g h x) is distributed as f(g x): the average is a projection",
    "target of moved examples": "y(g x) = T y(x)",
}


def section(material: Material) -> Section | None:
    """Return the section, or None where nothing could be moved."""
    metrics = material.metrics
    if metrics is None or metrics.group is None:
        return None
    group = metrics.group
    shares = _shares(metrics, group.factors) if group.factors else None
    return Section(
        "symmetry",
        "The symmetry",
        "Symmetry",
        prose(_lead(group)),
        facts=tuple(_facts(group)),
        tables=tuple(one for one in (shares, _laws(group)) if one is not None),
    )


def _lead(group: SymmetryRecord) -> str:
    orbit = group.orbit
    of = "elements" if orbit.whole else "draws"
    images = (
        f"An example has {plain(orbit.size)} distinct images under {orbit.elements} {of} on average"
    )
    stay = ""
    if orbit.stabiliser is not None and orbit.stabiliser > 1:
        stay = f", and {plain(orbit.stabiliser)} elements leave it where it is"
    return f"{images}{stay}. The laws below were tried on {group.rows} test rows."


def _facts(group: SymmetryRecord) -> list[Fact]:
    return [
        Fact("Structure", visible(group.structure)),
        Fact("Is a", group.family),
        Fact("Elements", group.order),
        Fact("Moves", visible(", ".join(group.moves))),
        Fact("Target", group.target),
    ]


def _laws(group: SymmetryRecord) -> Table | None:
    laws = (*group.laws, *((group.label,) if group.label else ()))
    columns = (
        Column("Law"),
        Column("Defect", kind="number"),
        Column("Relative to the data", kind="number"),
        Column("p", kind="number"),
    )
    return Table("Laws of the group, worst case", columns, tuple(map(_law, laws))) if laws else None


def _law(law: LawRecord) -> tuple[Cell, ...]:
    relative = plain(law.value / law.scale) if law.scale > 0 else NOTHING
    p = NOTHING if law.p is None else p_value(law.p)
    return (
        Cell(law.name, _LAWS.get(law.name, ""), "name"),
        Cell(plain(law.value), kind="number"),
        Cell(relative, kind="number"),
        Cell(p, kind="number"),
    )


def _shares(metrics: Metrics, factors: tuple[FactorRecord, ...]) -> Table:
    """Return each factor's part of the gap: alone, and with everything it takes part in."""
    arms = {arm.name: arm for arm in metrics.arms}
    gaps = {
        name: next(one.estimate for one in arms[name].metrics if one.measure == "gap")
        for name in ("teacher", "student")
        if name in arms
    }
    parts = [part for one in factors for part in (one.total, one.student_total) if part is not None]
    scale = Scale.of([part.value for part in parts], metrics.error_unit)
    columns = [Column("Factor")]
    for name in gaps:
        columns += [
            Column(f"{name}: alone", "of its gap", "number"),
            Column(
                f"{name}: in all", "; ".join(filter(None, ("of its gap", scale.unit))), "number"
            ),
        ]
    rows = tuple(
        (
            Cell(one.structure, one.name, "name"),
            *(cell for name, gap in gaps.items() for cell in _cells(one, name, gap, scale)),
        )
        for one in factors
    )
    caption = "Where the gap comes from (Sobol\u2019s indices): each factor alone, and in all"
    return Table(caption, tuple(columns), rows)


def _cells(one: FactorRecord, name: str, gap: Interval, scale: Scale) -> tuple[Cell, ...]:
    first, total = (
        (one.first, one.total) if name == "teacher" else (one.student_first, one.student_total)
    )
    if first is None or total is None or gap.value <= 0:
        return (Cell(NOTHING, kind="number"),) * 2
    return (
        Cell(percent(max(first.value, 0.0) / gap.value), kind="number"),
        Cell(percent(total.value / gap.value), " ".join(scale.written(total)), "number"),
    )
