"""Saved plans: written by `plan --out`, held to by `run --plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.planning import OUTPUT_UNWRITABLE, STALE_PLAN
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.record.model import PlanRecord

_NAMED = 3


def save(record: PlanRecord, path: Path) -> Diagnostic | None:
    """Write a plan; return what is wrong if it cannot be written."""
    from mezz.record.store import canonical_json

    text = canonical_json(record.model_dump(mode="json", by_alias=True))
    return write(path, text)


def write(path: Path, text: str) -> Diagnostic | None:
    """Write a file of text, with its folder; return what is wrong if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Diagnostic(OUTPUT_UNWRITABLE, f"{path} cannot be written: {reason}")
    return None


def stale(path: Path, now: PlanRecord) -> Diagnostic | None:
    """Return what is wrong if the saved plan is not the one the spec compiles to now."""
    from pydantic import ValidationError

    from mezz.record.model import PlanRecord

    try:
        then = PlanRecord.model_validate_json(path.read_bytes())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Diagnostic(STALE_PLAN, f"{path} cannot be read: {reason}")
    except ValidationError:
        return Diagnostic(STALE_PLAN, f"{path} holds no plan", help=_HELP)
    differing = _differing(then, now)
    if not differing:
        return None
    named = ", ".join(differing[:_NAMED])
    more = f" and {len(differing) - _NAMED} more" if len(differing) > _NAMED else ""
    fact = f"the plan in {path} is stale: it differs in {named}{more}"
    return Diagnostic(STALE_PLAN, fact, help=_HELP)


_HELP = ("save it again with `mezz plan SPEC --out FILE`",)


def _differing(then: PlanRecord, now: PlanRecord) -> list[str]:
    """Return the ids of stages that one plan has and the other has not, or under another key."""
    before = {stage.id: stage.key for stage in then.stages}
    after = {stage.id: stage.key for stage in now.stages}
    either = {**after, **before}
    return [id_ for id_ in either if before.get(id_) != after.get(id_)]
