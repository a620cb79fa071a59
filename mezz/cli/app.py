"""The command `mezz`: its verbs, its global options, and how one command runs."""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mezz.cli import screen
from mezz.cli.exit import Exit, guarded
from mezz.cli.outcome import stopped
from mezz.cli.settings import Colour, Format, Line, Settings, hoist
from mezz.diag.codes.command import BAD_USAGE
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mezz.cli.outcome import Outcome

VERBS = (
    "validate",
    "plan",
    "run",
    "report",
    "gate",
    "diff",
    "init",
    "explain",
    "list",
    "show",
    "schema",
    "runs",
    "cache",
    "doctor",
)
"""Every verb, in the order of the help; `mezz.cli.verbs.<verb>` defines it."""

_EPILOG = """\b
Start here:
  mezz run                           the shipped experiment on real data, to its report
  mezz init my-experiment.yml        a commented spec of your own
  mezz validate my-experiment.yml    is it sound? (in a blink, nothing runs)
  mezz explain MZ204                 what an error means, and how to mend it

The options above may stand anywhere on the line. Exit statuses: 0 done, 1 BREAK and
4 INCONCLUSIVE (of a gate), 2 usage or spec, 3 a stage failed, 5 something is
missing, 6 stale plan, 7 a repeat disagrees, 70 a bug in mezz, 130/143 stopped.
"""

_STOPPED = "Stopped. What was finished is kept: the same command goes on from there."


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status."""
    screen.prepare()
    line = hoist(arguments)

    def report(bug: Diagnostic) -> None:
        screen.show(line.verb, stopped([bug]), _before_parsing(line))

    status = guarded(lambda: _carried_out(line), report)
    if status in {Exit.INTERRUPTED, Exit.TERMINATED}:
        import logging

        # What was being read or written is cut short, which asyncio would list when its loop closes.
        logging.getLogger("asyncio").disabled = True
        screen.say(_STOPPED)
    screen.close()
    return status


def build(verbs: Iterable[str], finish: Callable[..., int] | None = None) -> typer.Typer:
    """Return the Typer app with these verbs; only their modules are imported.

    `finish` takes what a verb returns, with the global options by name, and returns the status.
    """
    app = typer.Typer(
        name="mezz",
        help=_options.__doc__,
        epilog=_EPILOG,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        result_callback=finish,
    )
    app.callback()(_options)
    for verb in verbs:
        module = import_module(f"mezz.cli.verbs.{verb}")
        examples = "\n".join(("\b", "Examples:", *(f"  {line}" for line in module.EXAMPLES)))
        question = str(module.__doc__).partition(": ")[2]
        app.command(verb, epilog=examples, short_help=question[:1].upper() + question[1:])(
            module.command
        )
    return app


def _carried_out(line: Line) -> int:
    """Parse and carry out a command line; a usage error is an outcome like any other."""

    def finish(outcome: Outcome, **options: Any) -> int:
        screen.show(line.verb, outcome, _settings(**options))
        return outcome.exit

    if line.fault or not line.rest:
        return _refused(line, line.fault) if line.fault else _nothing_asked(line)
    # Building one verb costs a few milliseconds, building all of them a few dozen.
    app = build([line.verb] if line.verb in VERBS else VERBS, finish)
    try:
        status = app([*line.ours, *line.rest], prog_name="mezz", standalone_mode=False)
    except typer.TyperException as error:
        return _refused(line, error.format_message())
    except SystemExit:
        # Typer's answer to a reader that has gone in the middle of a help text.
        return Exit.DONE
    return int(status or Exit.DONE)


def _refused(line: Line, message: str) -> int:
    verb = line.verb if line.verb in VERBS else ""
    way = f"see `mezz {verb} --help`" if verb else "see `mezz --help`"
    outcome = stopped([Diagnostic(BAD_USAGE, " ".join(message.split()).rstrip("."), help=(way,))])
    screen.show(verb, outcome, _before_parsing(line))
    return outcome.exit


def _nothing_asked(line: Line) -> int:
    """Answer a line without a verb: `--version`, or the help as a usage error."""
    if "--version" in line.ours:
        return int(build(())(["--version"], prog_name="mezz", standalone_mode=False) or 0)
    if line.wants_json(os.environ):
        return _refused(line, "no verb was given")
    with contextlib.redirect_stdout(sys.stderr):
        build(VERBS)(["--help"], prog_name="mezz", standalone_mode=False)
    return Exit.INVALID


def _before_parsing(line: Line) -> Settings:
    return Settings(json=line.wants_json(os.environ))


def _version(asked: bool) -> None:
    if asked:
        from mezz import __version__

        screen.out(f"mezz {__version__}")
        raise typer.Exit


def _options(  # noqa: PLR0913  the options of a command are its arguments
    context: typer.Context,
    json: Annotated[
        bool, typer.Option("--json", envvar="MEZZ_JSON", help="Answer with one JSON envelope.")
    ] = False,
    format_: Annotated[
        Format, typer.Option("--format", envvar="MEZZ_FORMAT", help="How diagnostics are written.")
    ] = "full",
    color: Annotated[
        Colour, typer.Option("--color", envvar="MEZZ_COLOR", help="When to use colours.")
    ] = "auto",
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            envvar="MEZZ_CACHE",
            metavar="DIR",
            help="Where results are kept. Default: the user's cache folder.",
        ),
    ] = None,
    root: Annotated[
        Path | None,
        typer.Option(
            "--root",
            envvar="MEZZ_ROOT",
            metavar="DIR",
            help="The highest folder that `extends` may climb to. Default: the working folder.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Measure how much a model's answer depends on how its input is named, and mend it.

    An experiment is one YAML file. mezz checks it, compiles it to stages, runs what is not yet in
    the cache, and ends with a verdict (MAKE, BREAK or INCONCLUSIVE) and one HTML report.
    """
    context.obj = _settings(json, format_, color, cache, root)


def _settings(
    json: bool,
    format_: Format,
    color: Colour,
    cache: Path | None,
    root: Path | None,
    **_version: object,
) -> Settings:
    return Settings(json, format_, color, cache, root)
