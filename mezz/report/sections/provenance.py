"""Provenance, and the one command that repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from mezz.component.base import SPLITS
from mezz.report.number import count
from mezz.report.page import Cell, Column, Fact, Fold, Section, Table
from mezz.report.sections.experiment import plain_code
from mezz.report.text import prose, visible

if TYPE_CHECKING:
    from mezz.record.model import Metrics, Provenance
    from mezz.report.material import Material


def section(material: Material) -> Section | None:
    """Return the section, or None where the run left no provenance."""
    provenance = material.provenance
    if provenance is None:
        return None
    facts = _machine(provenance) + (_drawn(material.metrics) if material.metrics else [])
    facts += _digests(material, provenance)
    columns = (Column("Distribution"), Column("Version"))
    rows = tuple(
        (Cell(visible(name)), Cell(visible(version)))
        for name, version in sorted(provenance.libraries.items())
    )
    return Section(
        "provenance",
        "Provenance, and how to repeat it",
        "Repeat",
        prose("On the same machine and versions this command gives the same numbers, bit for bit:"),
        code=plain_code(provenance.command),
        facts=tuple(facts),
        folds=(Fold(f"Versions of {len(rows)} libraries", Table("Libraries", columns, rows)),),
    )


def _machine(provenance: Provenance) -> list[Fact]:
    threads = f"{provenance.threads} thread{'' if provenance.threads == 1 else 's'}"
    return [
        Fact("mezz", visible(provenance.mezz)),
        Fact("Python", visible(provenance.python)),
        Fact("Machine", visible(f"{provenance.platform}, {provenance.processor}, {threads}")),
        Fact("Device", visible(provenance.device)),
        Fact("Started", visible(provenance.started)),
    ]


def _drawn(metrics: Metrics) -> list[Fact]:
    order: dict[str, int] = {split: at for at, split in enumerate(SPLITS)}
    sizes = sorted(metrics.sizes.items(), key=lambda pair: order.get(pair[0], len(order)))
    return [
        Fact("Seeds", ", ".join(map(str, metrics.seeds))),
        Fact("Rows", "; ".join(f"{visible(split)} {count(rows)}" for split, rows in sizes)),
        Fact("Symmetry", visible(metrics.symmetry)),
        Fact("Views", visible(f"{metrics.K} a target, {metrics.views} to judge")),
    ]


def _digests(material: Material, provenance: Provenance) -> list[Fact]:
    found = {"Spec, resolved": provenance.spec_digest}
    found |= {f"Data: {name}": digest for name, digest in provenance.data.items()}
    if material.verdict is not None:
        found["Criteria"] = material.verdict.criteria_digest
    return [
        Fact(visible(name), Markup('<code class="digest">{}</code>').format(visible(digest)))
        for name, digest in found.items()
    ]
