"""From the record to the page: plain data, in the order in which a stranger reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mezz.report.page import Embedded, Page
from mezz.report.sections import (
    arms,
    belief,
    cost,
    criteria,
    curve,
    events,
    experiment,
    gap,
    pilots,
    provenance,
    symmetry,
    verdict,
)

if TYPE_CHECKING:
    from mezz.report.material import Material

_SECTIONS = (
    events.section,
    criteria.section,
    arms.section,
    curve.section,
    gap.section,
    symmetry.section,
    belief.section,
    cost.section,
    pilots.section,
    experiment.section,
    provenance.section,
)


def page(material: Material) -> Page:
    """Return the report of a run: every section for which the run left something."""
    opening = verdict.opening(material)
    sections = tuple(found for make in _SECTIONS if (found := make(material)) is not None)
    return Page(
        title=f"{opening.mark.word}: {opening.title or opening.name}",
        description=f"{opening.headline.striptags()} {opening.further.striptags()}".strip(),
        opening=opening,
        sections=sections,
        embedded=_embedded(material),
    )


def _embedded(material: Material) -> tuple[Embedded, ...]:
    """Return the record for machines.

    Training curves and single examples stay in `metrics.json`: they are long, and shown above.
    """
    spec = {"written": material.spec, "resolved": material.resolved}
    found: dict[str, Any] = {"mezz-spec": spec}
    if material.metrics is not None:
        gap = material.metrics.gap
        short = gap.model_copy(update={"extremes": ()}) if gap else None
        metrics = material.metrics.model_copy(update={"training": (), "gap": short})
        found["mezz-metrics"] = metrics.model_dump(mode="json", by_alias=True)
    if material.verdict is not None:
        found["mezz-verdict"] = material.verdict.model_dump(mode="json", by_alias=True)
    if material.looks is not None:
        found["mezz-looks"] = material.looks.model_dump(mode="json", by_alias=True)
    return tuple(Embedded(ident, script_json(data)) for ident, data in found.items())


def script_json(data: Any) -> Markup:
    """Write JSON that nothing inside a script element can end or turn into markup."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
