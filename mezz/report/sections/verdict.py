"""The top of the page: the word, the headline, and what they are about."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from mezz.diag.similar import listed
from mezz.report.material import NO_SYMMETRY
from mezz.report.number import count, duration
from mezz.report.page import Fact, Opening, mark
from mezz.report.sections import looks
from mezz.report.text import capital, prose, visible, word

if TYPE_CHECKING:
    from mezz.record.event import Event
    from mezz.record.model import Metrics, VerdictRecord
    from mezz.report.material import Material
    from mezz.report.page import Mark

_SENTENCE = re.compile(r"(?<=\.)\s+(?=[A-Z0-9`])")

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
        headline = verdict.headline
        details = [prose(_quoting(material, one)) for one in _telling(verdict)]
        details += _looked_at(material)
        details += [
            prose(f"Let through on request: `{code}`, which mezz refuses otherwise.")
            for code in verdict.allowed
        ]
    details += [prose(f"Damaged: {fault}.") for fault in material.damage]
    first, _, rest = _SENTENCE.sub("\n", headline, count=1).partition("\n")
    return Opening(
        name=visible(material.name),
        mark=shown,
        reason=visible(reason),
        headline=prose(first),
        further=prose(rest),
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
    if material.metrics is not None:
        facts.append(Fact("Views", visible(_seen_in(material.metrics))))
    if provenance is not None:
        facts.append(Fact("mezz", visible(provenance.mezz)))
        digest = visible(provenance.spec_digest)
        facts.append(Fact("Spec", Markup("<code>{}</code>").format(digest[:12]), digest))
    if run := visible(material.run):
        facts.append(Fact("Run", Markup("<code>{}</code>").format(run[:24]), run))
    return facts


def _seen_in(metrics: Metrics) -> str:
    """Write what the views are, so that nobody takes a nuisance for a symmetry."""
    family = metrics.family
    named = family in metrics.symmetry
    article = "an" if family[:1] in "aeiou" else "a"
    known = metrics.symmetry if named else f"{metrics.symmetry}, {article} {family}"
    return f"{known}: no symmetry" if family in NO_SYMMETRY else known


def _telling(verdict: VerdictRecord) -> tuple[str, ...]:
    """Return the details that say more than the headline and the criteria do already."""
    if verdict.word == "MAKE":
        return ()
    return tuple(d for d in verdict.details if d.partition(": ")[2] not in verdict.headline)


def _looked_at(material: Material) -> list[Markup]:
    """Say at the top where a verdict rests on lines that earlier looks at the test rows would take."""
    gone = looks.lost(material.looks, material.metrics)
    if not gone or material.looks is None:
        return []
    earlier = len(material.looks.earlier)
    before = "one verdict" if earlier == 1 else f"{count(earlier)} verdicts"
    named = listed([one.text for one in gone], last="and")
    return [
        prose(
            f"{capital(before)} came before this one on the same test rows: with alpha halved for each, "
            f"{named} would no longer be met."
        )
    ]


def _quoting(material: Material, detail: str) -> str:
    """Put the criterion or the arm that a detail begins with between backticks."""
    for criterion in material.metrics.criteria if material.metrics else ():
        if detail.startswith(f"{criterion.text}: "):
            return f"`{criterion.text}`{detail.removeprefix(criterion.text)}"
    subject, colon, rest = detail.partition(": ")
    return f"`{subject}`{colon}{rest}" if colon and subject.isidentifier() else capital(detail)


def _unfinished(material: Material) -> tuple[Mark, str, str, list[Markup]]:
    """Say what failed where, from the log of events."""
    failed = [event for event in material.events if event.kind == "stage-failed"]
    shown = mark("bad" if failed else "open", "NO VERDICT")
    if failed:
        last = failed[-1]
        message = last.data.get("message") or last.data.get("error") or said(last) or "no message"
        fact = str(message).removeprefix(f"stage {last.stage} failed: ").rstrip(".")
        headline = f"The run failed in stage `{last.stage}`: {fact}."
        more = [prose(f"`{event.stage}` failed: {said(event)}") for event in failed[:-1]]
        return shown, "a stage failed", headline, [*more, prose(_resume(material))]
    if not material.events:
        return shown, "nothing was run", "The run has not started.", []
    last = material.events[-1]
    where = f" It was last heard of at `{last.stage}` ({word(last.kind)})." if last.stage else ""
    text = f"The run has not come to its end.{where}"
    return shown, "not finished", text, [prose(_resume(material))]


def _resume(material: Material) -> str:
    done = sum(event.kind in {"stage-done", "stage-cached"} for event in material.events)
    kept = f"{done} finished stage{' is' if done == 1 else 's are'} kept: " if done else ""
    return capital(f"{kept}the same command goes on from there.")
