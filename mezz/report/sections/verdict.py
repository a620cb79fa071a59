"""The top of the page: the word, the headline, and what they are about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from mezz.report.number import duration
from mezz.report.page import Fact, Opening, mark
from mezz.report.text import prose, visible, word

if TYPE_CHECKING:
    from mezz.record.event import Event
    from mezz.report.material import Material
    from mezz.report.page import Mark

_STATES = {"MAKE": "good", "BREAK": "bad", "INCONCLUSIVE": "open"}

_REASONS = {
    "met": "every criterion is met",
    "criterion": "a criterion fails",
    "condition": "a declared condition holds",
    "guard": "a guard fails",
    "vacuous": "there is no gap",
    "invalid": "not a valid experiment",
}
"""The verdict's reasons that are not yet words for a stranger."""


def opening(material: Material) -> Opening:
    """Return the top of the page of a run, completed or not."""
    verdict = material.verdict
    if verdict is None:
        shown, reason, headline, details = _unfinished(material)
    else:
        shown = mark(_STATES[verdict.word], verdict.word)
        reason = _REASONS.get(verdict.reason, word(verdict.reason))
        headline = prose(verdict.headline)
        details = [prose(detail) for detail in verdict.details]
        details += [
            prose(f"Let through on request: `{code}`, which mezz refuses otherwise.")
            for code in verdict.allowed
        ]
    details += [prose(f"Damaged: {fault}.") for fault in material.damage]
    return Opening(
        name=visible(material.name),
        mark=shown,
        reason=visible(reason),
        headline=headline,
        title=visible(material.said("title")),
        about=visible(material.said("about").strip()),
        details=tuple(details),
        facts=tuple(_facts(material)),
    )


def moment(started: str) -> str:
    """Write an ISO time as `24 November 2025, 08:04 UTC`; leave anything else as it is."""
    try:
        when = datetime.fromisoformat(started)
    except ValueError:
        return started
    if when.tzinfo is not None:
        when = when.astimezone(UTC)
    return f"{when.day} {when:%B %Y, %H:%M}" + (" UTC" if when.tzinfo else "")


def said(event: Event) -> str:
    """Write what an event carries as one line."""
    return "; ".join(f"{word(key)}: {value}" for key, value in sorted(event.data.items()))


def _facts(material: Material) -> list[Fact]:
    provenance, timings = material.provenance, material.timings
    facts = []
    if provenance is not None:
        facts.append(Fact("Date", visible(moment(provenance.started))))
    if timings is not None:
        facts.append(Fact("Duration", duration(timings.wall_seconds)))
    if provenance is not None:
        facts.append(Fact("mezz", visible(provenance.mezz)))
        digest = visible(provenance.spec_digest)
        facts.append(Fact("Spec", Markup("<code>{}</code>").format(digest[:12]), digest))
    if material.run:
        facts.append(Fact("Run", Markup("<code>{}</code>").format(visible(material.run))))
    return facts


def _unfinished(material: Material) -> tuple[Mark, str, Markup, list[Markup]]:
    """Say what failed where, from the log of events."""
    failed = [event for event in material.events if event.kind == "stage-failed"]
    shown = mark("bad" if failed else "open", "NO VERDICT")
    if failed:
        last = failed[-1]
        message = last.data.get("message") or last.data.get("error") or said(last) or "no message"
        headline = prose(f"The run failed in stage `{last.stage}`: {str(message).rstrip('.')}.")
        more = [prose(f"`{event.stage}` failed: {said(event)}") for event in failed[:-1]]
        return shown, "a stage failed", headline, [*more, prose(_resume(material))]
    if not material.events:
        return shown, "nothing was run", prose("The run has not started."), []
    last = material.events[-1]
    where = f" It was last heard of at `{last.stage}` ({word(last.kind)})." if last.stage else ""
    text = f"The run has not come to its end.{where}"
    return shown, "not finished", prose(text), [prose(_resume(material))]


def _resume(material: Material) -> str:
    done = sum(event.kind in {"stage-done", "stage-cached"} for event in material.events)
    kept = f"{done} finished stage{'' if done == 1 else 's'} kept: " if done else ""
    return f"{kept}the same command goes on from there.".capitalize()
