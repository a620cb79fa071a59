from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.check.check import check, rules
from mezz.check.context import Context
from mezz.check.rules import few_test_rows
from mezz.diag.code import Code
from mezz.diag.codes import CODES, sweeping
from mezz.diag.codes.meaning import ALLOWABLE, UNKNOWN_KIND
from mezz.diag.codes.planning import WARNINGS
from mezz.diag.diagnostic import Severity
from mezz.run import guard
from mezz.spec.arm import arms_that_apply, names_that_apply
from mezz.spec.load import load
from mezz.spec.source import read

if TYPE_CHECKING:
    from mezz.diag.diagnostic import Diagnostic
    from mezz.spec.model import Spec
    from mezz.spec.node import Mapping

SPEC = """\
mezz: 1
name: kepler-turns
world:
  kind: kepler
  train: 2000
symmetry:
  kind: angle_turns
  on: M
  turns: 5
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [64, 64]}
student:
  model: {kind: mlp, hidden: [128, 128]}
criteria:
  make:
    - student.error <= teacher.error
    - "student.gap <= 0.5 * teacher.gap"
    - >-
      student.flops
      <= 9 * teacher.flops
"""


def loaded(text: str) -> tuple[Spec, Mapping]:
    tree, faults = read(text, "spec.yml")
    assert tree is not None
    assert not faults
    spec, faults = load(tree)
    assert spec is not None, faults
    return spec, tree


def checked(text: str, allow: frozenset[str] = frozenset()) -> list[Diagnostic]:
    return check(*loaded(text), allow)


def test_a_sound_spec_has_no_faults() -> None:
    assert checked(SPEC) == []


def test_a_symmetry_of_another_world_is_told_as_the_language_page_shows_it() -> None:
    (fault,) = checked(SPEC.replace("angle_turns", "bar_phase").replace("turns: 5", "bar: 5"))
    assert fault.code.id == "MZ204"
    assert fault.message == "symmetry `bar_phase` acts on Series, and world `kepler` emits none"
    assert fault.primary is not None
    assert (fault.primary.span.line, fault.primary.span.column) == (7, 9)
    assert fault.primary.text == "acts on Series"
    (world,) = fault.secondary
    assert (world.span.line, world.span.column) == (4, 9)
    assert world.text == "emits e: Scalar, M: Angle(2 pi), y: Value[2]"
    assert fault.help == (
        "symmetries that act on `e`: jitter",
        "symmetries that act on `M`: angle_turns, period_shift",
    )


def test_faults_come_in_the_order_of_the_text() -> None:
    text = SPEC.replace("train: 2000", "train: 100").replace("[e, M]", "[e]") + "    - 1 <= 2\n"
    lines = [fault.primary.span.line for fault in checked(text) if fault.primary]
    assert lines == sorted(lines)
    assert len(lines) == 4


def test_an_allowed_code_becomes_a_warning_that_says_so() -> None:
    blind = SPEC.replace("columns", "periodic")
    (error,) = checked(blind)
    (warning,) = checked(blind, frozenset({"MZ205"}))
    assert error.severity is Severity.ERROR
    assert warning.severity is Severity.WARNING
    assert (warning.message, warning.primary) == (error.message, error.primary)
    assert warning.help[-1] == "let through by `--allow MZ205`, which is recorded in the verdict"


def test_what_cannot_be_run_is_never_let_through() -> None:
    text = SPEC.replace("on: M", "on: N")
    assert [f.severity for f in checked(text, frozenset({"MZ203"}))] == [Severity.ERROR]
    assert CODES.keys() >= ALLOWABLE


def test_a_rule_is_named_as_its_code_is() -> None:
    assert {name.replace("_", "-") for name in rules()} == {r.CODE.name for r in rules().values()}
    for name, rule in rules().items():
        assert rule.CODE.name == name.replace("_", "-")
        assert CODES[rule.CODE.id] is rule.CODE


def test_every_code_of_meaning_has_its_rule_or_is_raised_by_a_component_or_the_loader() -> None:
    ruled = {rule.CODE.id for rule in rules().values() if rule.CODE not in WARNINGS}
    of_components = {"MZ212", "MZ244", "MZ245", "MZ246", "MZ247"}
    of_cells = {code.id for code in vars(sweeping).values() if isinstance(code, Code)}
    meant = {code for code in CODES if code.startswith("MZ2")}
    assert meant == ruled | of_components | of_cells | {UNKNOWN_KIND.id}


def test_every_rule_says_what_it_is_about() -> None:
    for name, rule in rules().items():
        assert (rule.__doc__ or "").strip(), name
        assert (rule.check.__doc__ or "").strip(), name
        assert isinstance(rule.CODE, Code)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("world", "kind"), (4, 9)),
        (("world", "test"), (3, 1)),
        (("student", "fit", "batch"), (13, 1)),
        (("evaluate", "views"), (1, 1)),
        (("criteria", "make", 0), (17, 7)),
    ],
)
def test_a_place_that_was_not_written_is_marked_at_the_key_above(
    path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    span = Context.of(*loaded(SPEC)).at(*path).span
    assert (span.line, span.column) == place


@pytest.mark.parametrize(
    ("line", "place"),
    [(0, (17, 15, 17, 20)), (1, (18, 16, 18, 19)), (2, (19, 7, None, None))],
)
def test_the_words_of_a_criterion_are_marked_where_that_is_possible(
    line: int, place: tuple[int, int, int | None, int | None]
) -> None:
    context = Context.of(*loaded(SPEC))
    read_line = context.lines[line]
    quantity = next(read_line.quantities())
    span = context.within(read_line, quantity.dot, quantity.stop).span
    assert (span.line, span.column) == place[:2]
    if place[2] is not None:
        assert (span.end_line, span.end_column) == place[2:]


@pytest.mark.parametrize("kind", ["kepler", "sp500"])
def test_the_names_of_arms_are_those_of_the_arms(kind: str) -> None:
    text = SPEC if kind == "kepler" else Path(__file__).with_name("sp500.yml").read_text()
    spec, _ = loaded(text)
    emits = spec.world.emits()
    arms = arms_that_apply(spec, emits)
    assert names_that_apply(spec, emits) == tuple(arms)
    still = {name for name, reason in Context.of(*loaded(text)).arms.items() if reason}
    assert still == {name for name, arm in arms.items() if arm.judged_on != "views"}


def test_the_bounds_on_test_rows_are_those_of_the_guards() -> None:
    assert few_test_rows.FEWEST_ROWS == guard.FEWEST_EFFECTIVE
    assert few_test_rows.FEWEST_BLOCKS == guard.FEWEST_BLOCKS
