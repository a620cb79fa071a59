"""`mezz gate`: does the verdict let this through?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mezz.cli.exit import Exit, of_verdict
from mezz.cli.outcome import Outcome, stopped
from mezz.cli.subject import Allowed, Sets, checked
from mezz.diag.codes.command import NOT_A_RUN, NOT_LET_THROUGH
from mezz.diag.diagnostic import Diagnostic, Label, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.record.model import CriterionRecord, Metrics, VerdictRecord
    from mezz.spec.node import Mapping, NodePath

EXAMPLES = (
    "mezz gate my.yml                                  run it, then exit by its verdict",
    "mezz gate runs/kepler-turns/1f3c9a                of a run that is there already",
    "mezz gate my.yml --format github                  in CI, with annotations at the criteria",
)

Subject = Annotated[
    str,
    typer.Argument(metavar="SPEC_OR_RUN", help="A spec (a file or shipped), or a run's folder."),
]
Threads = Annotated[
    int | None, typer.Option("--threads", min=1, help="CPU threads. Default: PyTorch's own.")
]


def command(
    context: typer.Context,
    subject: Subject,
    sets: Sets = None,
    allow: Allowed = None,
    threads: Threads = None,
) -> Outcome:
    """Exit 0 on MAKE, 1 on BREAK and 4 on INCONCLUSIVE; say which lines were missed, and where.

    A spec is run first, as far as the cache does not hold it already. Every other fault exits as it
    does elsewhere: 2 for a spec that is wrong, 3 for a stage that failed, 5 for what is missing.
    """
    folder = Path(subject)
    if folder.is_dir():
        return _of_run(folder)
    from mezz.cli.verbs import run

    ran = run.command(context, subject, sets, allow, threads=threads, gate=True)
    if ran.exit not in {Exit.BREAK, Exit.INCONCLUSIVE} or not ran.data:
        return ran
    found = checked(subject, context.obj, sets, allow)
    return _annotated(ran, Path(ran.data["folder"]), found.tree)


def _of_run(folder: Path) -> Outcome:
    """Judge a run by what it left; nothing is computed."""
    from mezz.cli.verdict import told
    from mezz.record.store import RunFolder
    from mezz.spec.source import read

    run = RunFolder(folder)
    verdict = run.verdict()
    if verdict is None:
        way = "a run that was stopped goes on when its command is given again"
        return stopped([Diagnostic(NOT_A_RUN, f"{folder} holds no verdict", help=(way,))])
    page = run.report if run.report.is_file() else None
    written = folder / "spec.yml"
    text = run.read_spec() or ""
    tree, _ = read(text, str(written))
    outcome = Outcome(
        exit=of_verdict(verdict.word),
        text=told(verdict, folder, page),
        data={"folder": str(folder), "verdict": verdict.model_dump(mode="json", by_alias=True)},
        sources={str(written): text},
    )
    return _annotated(outcome, folder, tree) if outcome.exit else outcome


def _annotated(outcome: Outcome, folder: Path, tree: Mapping | None) -> Outcome:
    """Add a diagnostic for each line and each guard that stands in the way."""
    from mezz.record.model import Metrics, VerdictRecord
    from mezz.record.store import RunFolder

    run = RunFolder(folder)
    metrics, verdict = run.read(Metrics), run.read(VerdictRecord)
    if metrics is None or verdict is None:
        return outcome
    found = tuple(_missed(metrics, verdict, tree))
    return replace(outcome, diagnostics=(*outcome.diagnostics, *found))


def _missed(metrics: Metrics, verdict: VerdictRecord, tree: Mapping | None) -> Iterator[Diagnostic]:
    """Yield what kept the verdict from being a MAKE: the verdict itself where no line did."""
    found = [*_lines(metrics, tree), *_guards(metrics, tree)]
    yield from found
    severity = Severity.ERROR if verdict.word == "BREAK" else Severity.WARNING
    if severity not in {one.severity for one in found}:
        fact = f"{verdict.word} ({verdict.reason}): {verdict.headline}"
        place = _place(tree, ("criteria",))
        yield Diagnostic(NOT_LET_THROUGH, fact, place, severity=severity)


def _lines(metrics: Metrics, tree: Mapping | None) -> Iterator[Diagnostic]:
    for path, one in _numbered(metrics):
        open_ = one.kind == "make" and one.outcome == "undecided"
        lost = one.outcome == ("failed" if one.kind == "make" else "met")
        if open_ or lost:
            fact = f"`{one.text}`: {_outcome(one)}"
            severity = Severity.ERROR if lost else Severity.WARNING
            place = _place(tree, path, one.text)
            yield Diagnostic(NOT_LET_THROUGH, fact, place, severity=severity)


def _guards(metrics: Metrics, tree: Mapping | None) -> Iterator[Diagnostic]:
    for guard in metrics.guards:
        if guard.passed is False and guard.makes != "note":
            fact = f"guard `{guard.name}` fails: {guard.words}"
            place = _place(tree, ("criteria",))
            yield Diagnostic(NOT_LET_THROUGH, fact, place, severity=Severity.WARNING)


def _numbered(metrics: Metrics) -> Iterator[tuple[NodePath, CriterionRecord]]:
    """Yield each criterion with its place in the spec, as the records keep them: in its order."""
    seen = {"make": 0, "break": 0}
    for criterion in metrics.criteria:
        yield ("criteria", criterion.kind, seen[criterion.kind]), criterion
        seen[criterion.kind] += 1


def _outcome(criterion: CriterionRecord) -> str:
    from mezz.record.digits import spell_interval

    one = criterion.contrast
    difference = spell_interval(one.value, one.lower, one.upper)
    word = "holds, and is a BREAK" if criterion.kind == "break" else criterion.outcome
    return f"{word}; {criterion.left:.3g} against {criterion.right:.3g}, difference {difference}"


def _place(tree: Mapping | None, path: NodePath, text: str = "") -> Label | None:
    """Mark a line of the criteria, or the nearest thing above it that was written.

    The copy of a spec that a run keeps may hold another line there: an option can have replaced it.
    """
    from mezz.spec.node import Scalar, find, mark

    if tree is None:
        return None
    there = find(tree, path)
    if text and isinstance(there, Scalar) and there.value != text:
        return None
    while path and find(tree, path) is None:
        path = path[:-1]
    return Label(mark(tree, path)) if path else None
