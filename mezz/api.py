"""The straight line from YAML to HTML, on one screen.

    validate(path)   text   -> Checked    tree, spec, diagnostics
    plan(checked)    Spec   -> Planned    stages, keys, what is cached and why the rest must run
    run(planned)     Plan   -> Finished   a folder of records, and the verdict
    report(folder)   record -> Path       one HTML file

Faults come back as diagnostics. What a user did wrong is never an exception here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mezz.diag.codes.command import NOT_A_RUN
from mezz.diag.codes.planning import PRECONDITIONS
from mezz.diag.diagnostic import Diagnostic, Label, Severity, has_errors, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mezz.check.cells import CheckedCell
    from mezz.plan.plan import Plan
    from mezz.plan.prepare import StageState
    from mezz.plan.stage import Keyed
    from mezz.record.difference import Parameter, Shared, Side
    from mezz.record.event import Event
    from mezz.record.model import PlanRecord, VerdictRecord
    from mezz.run.fault import Fault
    from mezz.spec.cell import Cell
    from mezz.spec.extends import Sources
    from mezz.spec.model import Spec
    from mezz.spec.node import Mapping


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec as far as it could be understood, and everything that is wrong with it.

    A sweep has `cells`, each checked as the spec that it is; `mezz.sweep` goes on with it. Where
    something is to be chosen first there are `trials`, and `mezz.tune` goes on.
    """

    spec: Spec | None
    tree: Mapping | None
    sources: Sources
    diagnostics: tuple[Diagnostic, ...]
    allowed: frozenset[str]
    sets: tuple[str, ...] = ()
    path: Path = Path()
    cells: tuple[Checked, ...] = ()
    cell: Cell | None = None
    trials: tuple[Trial, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether it may be planned: no error among the diagnostics."""
        return self.spec is not None and not has_errors(self.diagnostics)

    @property
    def text(self) -> str:
        """Return the spec as its author wrote it: the first text that was read."""
        return next(iter(self.sources.values()), "")


@dataclass(frozen=True, slots=True)
class Trial:
    """A spec that may be chosen, and the pilot that says whether it shall be."""

    candidate: Checked
    pilot: Checked


@dataclass(frozen=True, slots=True)
class Planned:
    """The stages of a checked spec, their keys and states; no plan where something is missing."""

    checked: Checked
    plan: Plan | None = None
    keyed: dict[str, Keyed] = field(default_factory=dict)
    run_id: str = ""
    states: dict[str, StageState] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    record: PlanRecord | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run left. `resumed` says that it was complete before this call."""

    folder: Path
    verdict: VerdictRecord | None
    diagnostics: tuple[Diagnostic, ...]
    resumed: bool = False

    def _repr_html_(self) -> str:
        """Show the verdict, the headline and the way to the report in a notebook."""
        from mezz.record.card import card

        if self.verdict is None:
            said = {one.code.id: one.message for one in self.diagnostics}
            return card("no verdict", "The run did not come to its end.", said)
        report = self.folder / "report.html"
        link = (report if report.is_file() else self.folder).as_posix()
        rows = {"experiment": self.verdict.name, "reason": self.verdict.reason}
        return card(self.verdict.word, self.verdict.headline, rows, link)


@dataclass(frozen=True, slots=True)
class Differing:
    """What differs between two sides; nothing but diagnostics where one cannot be read."""

    sides: tuple[Side, ...]
    parameters: tuple[Parameter, ...]
    estimates: tuple[Shared, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


def validate(
    path: Path, *, sets: Sequence[str] = (), root: Path | None = None, allow: Iterable[str] = ()
) -> Checked:
    """Read, load and check a spec; nothing runs, no data is touched, nothing heavy is imported."""
    from mezz.check.check import check
    from mezz.spec.extends import assemble
    from mezz.spec.load import load

    allowed = frozenset(allow)
    path = Path(path)
    tree, sources, faults = assemble(path, sets, root)
    found = list(faults)
    spec = None
    if tree is not None:
        loaded = load(tree)
        spec = loaded.spec
        found += loaded.diagnostics
    whole = Checked(spec, tree, sources, in_order(found), allowed, tuple(sets), path)
    if not whole.ok or spec is None or tree is None:
        return whole
    if spec.tune is not None:
        return _with_trials(whole, spec, tree)
    if spec.sweep is not None:
        return _with_cells(whole, tree)
    return replace(whole, diagnostics=in_order([*found, *check(spec, tree, allowed)]))


def _with_cells(whole: Checked, tree: Mapping) -> Checked:
    """Return a sweep with its cells: what its spec means is for each of them to say."""
    from mezz.check.cells import check_cells

    found, faults = check_cells(tree, whole.allowed)
    cells = tuple(_cell_of(whole, one, "sweep=null") for one in found)
    return replace(whole, cells=cells, diagnostics=in_order([*whole.diagnostics, *faults]))


def _with_trials(whole: Checked, spec: Spec, tree: Mapping) -> Checked:
    """Return a spec that is to be tuned, with all that may be chosen, and the pilots."""
    from mezz.check.pilots import check_pilots

    found, faults = check_pilots(spec, tree, whole.allowed)
    trials = tuple(
        Trial(*(_cell_of(whole, one, "tune=null") for one in (each.candidate, each.pilot)))
        for each in found
    )
    return replace(whole, trials=trials, diagnostics=in_order([*whole.diagnostics, *faults]))


def _cell_of(whole: Checked, one: CheckedCell, without: str) -> Checked:
    """Return one cell as a checked spec; its settings are those that give it alone."""
    return replace(
        whole,
        spec=one.spec,
        tree=one.cell.tree,
        diagnostics=one.diagnostics,
        sets=(*whole.sets, without, *(value.setting for value in one.cell.values)),
        cell=one.cell,
    )


def study(spec: Spec) -> dict[str, Any]:
    """Measure a spec's symmetry on its world's own examples: laws, tests, orbits, the exact target.

    Draws or reads the training split; no test row is looked at.

    Raises:
        Unavailable: the world's data cannot be reached.
        BadData: they cannot be used.
    """
    from mezz.run.axioms import Study

    sample = spec.world.sample("train")
    return Study.of(spec.symmetry, spec.world, sample).found(spec.world, spec.encoder)


def plan(checked: Checked, *, cache: Path | None = None) -> Planned:
    """Compile a checked spec to stages with content keys. Only headers of the data are read.

    Raises:
        ValueError: it stands for several specs, which have plans of their own.
    """
    if checked.cells or checked.trials:
        raise ValueError("several specs in one are planned by mezz.sweep and mezz.tune")
    from mezz.cache.store import Cache, default_root
    from mezz.plan.prepare import prepare
    from mezz.record.planned import record_of

    if not checked.ok or checked.spec is None or checked.tree is None:
        return Planned(checked, diagnostics=tuple(map(_needed_now, checked.diagnostics)))
    store = Cache(cache or default_root())
    name = checked.spec.name
    prepared, faults = prepare(
        checked.spec,
        checked.tree,
        checked.allowed,
        has=store.has,
        previous=lambda stage: store.previous(stage, name),
        rate=store.rate,
    )
    diagnostics = in_order([*checked.diagnostics, *faults])
    if prepared is None:
        return Planned(checked, diagnostics=diagnostics)
    return Planned(
        checked,
        prepared.plan,
        prepared.keyed,
        prepared.run_id,
        prepared.states,
        diagnostics,
        record_of(prepared, checked.tree, checked.cell),
    )


def run(
    planned: Planned,
    *,
    out: Path | None = None,
    cache: Path | None = None,
    threads: int | None = None,
    device: str = "cpu",
    on_event: Callable[[Event], None] | None = None,
) -> Finished:
    """Run what the cache lacks and write the records, the verdict last.

    The folder is `runs/<name>/<run-id>/` below the working folder unless `out` says otherwise. The
    run's id comes from the resolved spec and the code, so the same command resumes, and a run that
    is complete is recognised and left alone.
    """
    if planned.plan is None or planned.record is None:
        raise ValueError("there is no plan to run: look at its diagnostics")
    from mezz.record.store import RunFolder

    folder = out or Path("runs") / planned.record.name / planned.run_id
    before = RunFolder(folder).verdict()
    if before is not None and before.run == planned.run_id:
        return Finished(folder, before, (), resumed=True)

    from mezz.cache.store import Cache, default_root
    from mezz.record.command import command
    from mezz.run.session import Session

    checked = planned.checked
    again = command(checked.path, checked.sets, checked.allowed)
    store = Cache(cache or default_root())
    session = Session(planned.plan, planned.keyed, planned.record, store, again)
    verdict, faults = session.run(folder, checked.text, threads, device, on_event)
    placed = [_placed(fault, planned.checked.tree) for fault in faults]
    return Finished(folder, verdict, in_order(placed))


def report(folder: Path, out: Path | None = None) -> Path:
    """Write the report of a run from its records alone, and return its path."""
    from mezz.record.store import RunFolder
    from mezz.report.html import build

    run_folder = RunFolder(folder)
    page = build(run_folder)
    if out is None:
        return run_folder.write_report(page)
    out.write_text(page, encoding="utf-8")
    return out


def compare(folders: Sequence[Path], out: Path) -> Path:
    """Write one page about several runs, side by side, and return its path."""
    from mezz.record.store import RunFolder
    from mezz.report.comparison import build

    out.write_text(build([RunFolder(folder) for folder in folders]), encoding="utf-8")
    return out


def diff(first: Path, second: Path, *, root: Path | None = None) -> Differing:
    """Return what differs between two runs, two specs, or a spec and a run.

    A folder is a run, anything else a spec. Only two runs have estimates to compare.
    """
    from mezz.record.difference import parameters, shared

    known = [_side(path, root) for path in (first, second)]
    diagnostics = in_order([one for _, faults, _ in known for one in faults])
    sources = {name: text for _, _, texts in known for name, text in texts.items()}
    sides = tuple(side for side, _, _ in known if side is not None)
    if len(sides) < len(known):
        return Differing(sides, (), (), diagnostics, sources)
    metrics = [side.metrics for side in sides if side.metrics is not None]
    estimates = shared(metrics) if len(metrics) == len(sides) else ()
    return Differing(sides, parameters(sides), estimates, diagnostics, sources)


def _side(path: Path, root: Path | None) -> tuple[Side | None, tuple[Diagnostic, ...], Sources]:
    """Read one side of a difference: what a run left, or a spec with its defaults."""
    from mezz.record.difference import Side

    if not path.is_dir():
        checked = validate(path, root=root)
        if checked.spec is None:
            return None, checked.diagnostics, checked.sources
        plain = checked.spec.model_dump(mode="json", by_alias=True)
        return Side(path.as_posix(), plain), checked.diagnostics, checked.sources
    from mezz.record.model import Metrics, Provenance
    from mezz.record.store import DamagedRecord, RunFolder

    folder = RunFolder(path)
    try:
        resolved, metrics = folder.read_resolved(), folder.read(Metrics)
        provenance = folder.read(Provenance)
    except DamagedRecord as damaged:
        return None, (Diagnostic(NOT_A_RUN, f"{path} is damaged: {damaged}"),), {}
    if resolved is None:
        return None, (Diagnostic(NOT_A_RUN, f"{path} holds no run"),), {}
    return Side(path.as_posix(), resolved, metrics, folder.verdict(), provenance), (), {}


def _needed_now(diagnostic: Diagnostic) -> Diagnostic:
    """Make an error of what is missing here: checking a spec can do without, running it cannot."""
    missing = diagnostic.code in PRECONDITIONS
    return replace(diagnostic, severity=Severity.ERROR) if missing else diagnostic


def _placed(fault: Fault, tree: Mapping | None) -> Diagnostic:
    """Turn a fault of a run into a diagnostic at the block that asked for the stage."""
    from mezz.spec.node import mark

    label = Label(mark(tree, fault.spec_path)) if tree is not None and fault.spec_path else None
    return Diagnostic(fault.code, fault.message, label, help=fault.help, severity=fault.severity)
