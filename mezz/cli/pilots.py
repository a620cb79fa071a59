"""What `mezz plan` and `mezz run` answer where pilots come first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mezz.cli import cells, screen
from mezz.cli.live import listener
from mezz.cli.outcome import Outcome, stopped
from mezz.cli.table import columns
from mezz.diag.diagnostic import has_errors

if TYPE_CHECKING:
    from mezz.api import Checked
    from mezz.cli.settings import Settings
    from mezz.record.tune import PilotsRecord
    from mezz.tune import Tuned


def plan(checked: Checked, settings: Settings) -> Outcome:
    """Show the pilots; what runs after them is not known before."""
    from mezz import tune

    planned = tune.plan(checked, cache=settings.cache)
    if planned.record is None:
        return stopped(planned.diagnostics, checked.sources)
    shown = cells.of_plan(planned)
    return Outcome(
        text=f"{shown}\n\nthese are pilots: the one that is chosen says what runs after them",
        data=planned.record.model_dump(mode="json", by_alias=True),
        diagnostics=planned.diagnostics,
        sources=checked.sources,
    )


def choose(checked: Checked, settings: Settings, **options: Any) -> tuple[Tuned | None, Outcome]:
    """Run the pilots and say what they found. Nothing was chosen where the outcome has errors."""
    from mezz import tune

    planned = tune.plan(checked, cache=settings.cache)
    if planned.record is None:
        return None, stopped(planned.diagnostics, checked.sources)
    with listener(settings) as listen:
        tuned = tune.run(planned, cache=settings.cache, on_event=listen, **options)
    found = (*planned.diagnostics, *tuned.diagnostics)
    if tuned.chosen is None or has_errors(found):
        page, fault = cells.page_of(tuned.folder) if tuned.record else (None, None)
        shown = stopped([*found, *([fault] if fault else [])], checked.sources)
        return None, replace(shown, words=f"pilots: {page}" if page else "")
    if tuned.record is not None:
        screen.say(_told(tuned.record))
    return tuned, Outcome(diagnostics=found, sources=checked.sources)


def _told(record: PilotsRecord) -> str:
    from mezz.record.digits import spell_interval

    rows = [("pilot", *record.band, "in the band", record.pick, "")]
    for pilot in record.pilots:
        shown = [
            spell_interval(one.value, one.lower, one.upper)
            for one in (*pilot.baseline.values(), pilot.effect)
        ]
        *baseline, effect = shown
        within = "yes" if pilot.within else "no"
        rows.append((pilot.name, *baseline, within, effect, "chosen" if pilot.chosen else ""))
    return columns(rows)
