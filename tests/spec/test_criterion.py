from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mezz.diag.codes import criterion as codes
from mezz.spec.criterion import (
    STANDARD,
    Criterion,
    Linear,
    MeasureInfo,
    parse,
    standard,
    typed,
)
from mezz.spec.criterion.parse import DEEPEST, LONGEST
from mezz.spec.criterion.standard import arms_of
from mezz.spec.criterion.tree import Binary, Negative, Number, Quantity
from mezz.spec.criterion.typed import asks_for_quality

if TYPE_CHECKING:
    from random import Random

    from mezz.spec.criterion import Flaw
    from mezz.spec.criterion.linear import Term
    from mezz.spec.criterion.tree import Expression

ARMS = {
    "trivial": "it always says the same",
    "teacher": "",
    "teacher_K": "it is the mean over the whole orbit",
    "student": "",
    "student_augmented": "",
}
MEASURES = {
    "gap": MeasureInfo("squared error", "lower", "stability", (0.0, math.inf), 0.0),
    "error": MeasureInfo("squared error", "lower", "quality", (0.0, math.inf)),
    "skill": MeasureInfo("fraction", "higher", "quality", (-math.inf, 1.0), 0.0),
    "flops": MeasureInfo("FLOP", "lower", "cost", (0.0, math.inf)),
    "accuracy": MeasureInfo("fraction", "higher", "quality", (0.0, 1.0), None, "no label"),
}
TERMS = [(arm, measure) for arm in ARMS for measure in MEASURES]


def read(text: str) -> Criterion:
    criterion = parse(text)
    assert isinstance(criterion, Criterion), criterion
    return criterion


def flaw(text: str) -> Flaw:
    found = parse(text)
    assert isinstance(found, tuple), found
    assert len(found) == 1
    return found[0]


def marked(text: str, found: Flaw) -> tuple[str, str]:
    return found.code.id, text[found.start : found.stop]


numbers = st.floats(0.001, 1000.0).map(Number)
leaves = st.one_of(
    numbers,
    st.just(Number(math.pi, "pi")),
    st.sampled_from(TERMS).map(lambda term: Quantity(*term)),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Negative),
        st.builds(Binary, st.sampled_from("+-"), inner, inner),
        st.builds(Binary, st.just("*"), numbers, inner),
        st.builds(Binary, st.sampled_from("*/"), inner, numbers),
    ),
    max_leaves=8,
)
steady = settings(deadline=None, derandomize=True)
comparisons = st.sampled_from(["<=", "<", ">=", ">"])


def by_hand(tree: Expression, measured: dict[Term, float]) -> float:
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Quantity):
        return measured[tree.arm, tree.measure]
    if isinstance(tree, Negative):
        return -by_hand(tree.operand, measured)
    left, right = by_hand(tree.left, measured), by_hand(tree.right, measured)
    results = {"+": left + right, "-": left - right, "*": left * right}
    return left / right if tree.operator == "/" else results[tree.operator]


def size(tree: Expression) -> float:
    """The sum of all magnitudes: what rounding errors are relative to."""
    if isinstance(tree, Number):
        return abs(tree.value)
    if isinstance(tree, Quantity):
        return 10.0
    if isinstance(tree, Negative):
        return size(tree.operand)
    left, right = size(tree.left), size(tree.right)
    if tree.operator in "+-":
        return left + right
    return left * right if tree.operator == "*" else left / right


@steady
@given(st.text() | st.text("student.gaperteach_K0123456789.e+-*/()<>= ", max_size=60))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    found = parse(text)
    if isinstance(found, tuple):
        assert found
        assert all(0 <= one.start <= one.stop <= len(text) and one.message for one in found)


@steady
@given(trees, comparisons, trees)
def test_a_printed_criterion_reads_back_as_the_same(
    left: Expression, op: str, right: Expression
) -> None:
    text = f"{left} {op} {right}"
    assume(len(text) <= LONGEST)
    criterion = read(text)
    assert criterion.sides == (left, right)
    again = read(str(criterion))
    assert str(again) == str(criterion)
    assert (again.left, again.op, again.right) == (criterion.left, criterion.op, criterion.right)
    assert again.contrast == criterion.contrast


@steady
@given(trees, comparisons, trees, st.randoms(use_true_random=False))
def test_the_normal_form_evaluates_as_arithmetic_does(
    left: Expression, op: str, right: Expression, random: Random
) -> None:
    text = f"{left} {op} {right}"
    assume(len(text) <= LONGEST)
    measured = {term: random.uniform(-10.0, 10.0) for term in TERMS}
    criterion = read(text)
    tolerance = 1e-12 * (size(left) + size(right))
    assert criterion.left.value(measured) == pytest.approx(
        by_hand(left, measured), rel=0, abs=tolerance
    )
    difference = by_hand(left, measured) - by_hand(right, measured)
    oriented = difference if op in {"<", "<="} else -difference
    assert criterion.contrast.value(measured) == pytest.approx(oriented, rel=0, abs=tolerance)


def test_the_contrast_is_at_most_zero_where_the_line_holds() -> None:
    half = Linear({("student", "gap"): 1.0, ("teacher", "gap"): -0.5}, 0.0)
    assert read("student.gap <= 0.5 * teacher.gap").contrast == half
    assert read("0.5 * teacher.gap >= student.gap").contrast == half
    assert read("student.gap - teacher.gap / 2 <= 0").contrast == half


def test_only_a_strict_comparison_is_strict() -> None:
    assert [read(f"1 {op} 2").strict for op in ("<=", "<", ">=", ">")] == [False, True, False, True]


def test_products_bind_before_sums_and_both_group_to_the_left() -> None:
    assert read("8 - 2 - 1 < 12 / 2 / 3 * 2 + 1").contrast == Linear({}, 5.0 - 5.0)


def test_signs_and_parentheses_nest() -> None:
    assert read("-(student.gap - -2) >= +1").contrast == Linear({("student", "gap"): 1.0}, 3.0)


def test_terms_that_cancel_leave_no_trace() -> None:
    assert read("student.gap + 1 <= student.gap").contrast == Linear({}, 1.0)


def test_the_normal_form_prints_as_a_sum() -> None:
    text = str(read("student.error <= 0.5 * teacher.error + 2 - trivial.error").contrast)
    assert text == "student.error - 0.5 teacher.error + trivial.error - 2"
    assert str(Linear({}, 0.0)) == "0"


def test_a_missing_value_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read("student.gap <= 1").contrast.value({})


@pytest.mark.parametrize(
    ("text", "code", "under"),
    [
        ("", "MZ220", ""),
        ("student.gap", "MZ220", ""),
        ("student.gap <=", "MZ220", ""),
        ("student.gap <= 1 <= 2", "MZ220", "<="),
        ("student.gap == 1", "MZ220", "=="),
        ("student.gap = 1", "MZ220", "="),
        ("student.gap != 1", "MZ220", "!="),
        ("student.gap \N{LESS-THAN OR EQUAL TO} 1", "MZ220", "\N{LESS-THAN OR EQUAL TO}"),
        ("student.gap <= 5%", "MZ220", "%"),
        ("student.gap <= 1 and 2", "MZ220", "and"),
        ("not student.gap <= 1", "MZ220", "not"),
        ("abs(student.gap) <= 1", "MZ220", "abs"),
        ("student.gap ** 2 <= 1", "MZ220", "**"),
        ("student.gap <= e", "MZ220", "e"),
        ("student. <= 1", "MZ220", "<="),
        ("student.gap <= (1 + 2", "MZ220", ""),
        ("student.gap <= 1)", "MZ220", ")"),
        ("student.gap <= 1 2", "MZ220", "2"),
        ("student.gap.gap <= 1", "MZ220", "."),
        ("student.gap <= __import__('os')", "MZ220", "__import__"),
        ("student.gap <= * 2", "MZ220", "*"),
        ("student.gap <= 1e999", "MZ220", "1e999"),
        ("student.gap <= 1e-999 * 2", "MZ220", "1e-999"),
        ("student.gap <= 1e20 * 1e20", "MZ220", "1e20 * 1e20"),
        ("student.gap * 1e-20 * 1e-20 <= 1", "MZ220", "student.gap * 1e-20 * 1e-20"),
        ("student.gap * teacher.gap <= 1", "MZ221", "student.gap * teacher.gap"),
        ("1 <= 2 / student.gap", "MZ221", "student.gap"),
        ("student.gap / (1 - 1) <= 1", "MZ221", "1 - 1"),
        ("student.gap <= 1 / 0", "MZ221", "0"),
    ],
)
def test_a_fault_of_the_text_is_marked_where_it_stands(text: str, code: str, under: str) -> None:
    assert marked(text, flaw(text)) == (code, under)


def test_both_sides_are_looked_at() -> None:
    text = "student.gap * teacher.gap <= 1 / teacher.gap"
    found = parse(text)
    assert isinstance(found, tuple)
    assert [marked(text, one) for one in found] == [
        ("MZ221", "student.gap * teacher.gap"),
        ("MZ221", "teacher.gap"),
    ]


def test_length_and_depth_are_bounded() -> None:
    assert flaw("1 + " * LONGEST + "1 < 2").start == LONGEST
    deep = "(" * DEEPEST + "1" + ")" * DEEPEST
    assert isinstance(parse(f"{deep} < 2"), Criterion)
    assert flaw(f"({deep}) < 2").start == DEEPEST
    assert flaw("-" * (DEEPEST + 1) + "1 < 2").start == DEEPEST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("student.gap <= 0.5 * teacher.gap", []),
        ("teacher.gap >= 0.01", []),
        ("student.error <= 0.5 * teacher.error + 0.5 * teacher_K.error", []),
        ("student.skill >= 0.9 * teacher.skill", []),
        ("student.flops <= 4 * teacher.flops", []),
        ("student.error <= teacher.gap + teacher.error", []),
        ("pupil.error <= teacher.error", [("MZ222", "pupil")]),
        ("student.brier <= teacher.brier", [("MZ223", "brier"), ("MZ223", "brier")]),
        ("student.seconds <= 1", [("MZ228", "seconds")]),
        ("student.accuracy >= 0.5", [("MZ224", "accuracy")]),
        ("student.error <= teacher.flops", [("MZ225", "teacher.flops")]),
        ("student.error + student.flops <= 3", [("MZ225", "student.flops")]),
        ("student.error <= 2 * teacher.error - teacher.skill", [("MZ225", "teacher.skill")]),
        ("student.error <= -teacher.flops", [("MZ225", "teacher.flops")]),
        ("student.error >= teacher.error", [("MZ226", "student.error")]),
        ("student.skill <= teacher.skill", [("MZ226", "student.skill")]),
        ("student.error <= 2 * student.gap", [("MZ226", "student.gap")]),
        ("student.gap >= 0", [("MZ227", "student.gap >= 0")]),
        ("student.gap <= 0", [("MZ227", "student.gap <= 0")]),
        ("student.skill >= 1", [("MZ227", "student.skill >= 1")]),
        ("student.skill <= 1.5", [("MZ227", "student.skill <= 1.5")]),
        ("student.gap <= student.gap", [("MZ227", "student.gap <= student.gap")]),
        ("1 <= 2", [("MZ227", "1 <= 2")]),
        ("student.gap <= teacher_K.gap", [("MZ231", "teacher_K.gap")]),
        ("student.gap <= 2 * trivial.gap", [("MZ231", "trivial.gap")]),
        ("pupil.brier <= 1", [("MZ222", "pupil"), ("MZ223", "brier")]),
    ],
)
def test_a_fault_of_meaning_is_marked_where_it_stands(text: str, expected: list[Any]) -> None:
    assert [marked(text, one) for one in typed(read(text), ARMS, MEASURES)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("student.error >= 2 * teacher.error", []),
        ("student.skill < 0", []),
        ("student.error <= teacher.error", ["MZ226"]),
        ("student.gap < 0", ["MZ227"]),
    ],
)
def test_a_break_line_runs_the_other_way(text: str, expected: list[Any]) -> None:
    found = typed(read(text), ARMS, MEASURES, "break")
    assert [one.code.id for one in found] == expected


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    found = typed(read("studnet.eror <= 1"), ARMS, MEASURES)
    assert [one.help for one in found] == [
        ("did you mean `student`?",),
        ("did you mean `error`?",),
    ]


def test_the_way_out_of_a_wrong_direction_is_written_out() -> None:
    (found,) = typed(read("student.error >= teacher.error"), ARMS, MEASURES)
    assert found.code is codes.WRONG_DIRECTION
    assert found.help == ("`student.error <= teacher.error`",)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("student.error <= teacher.error", True),
        ("student.skill >= 0.1", True),
        ("student.error <= 0.9 * trivial.error", True),
        ("student.gap + student.error <= teacher.gap + teacher.error", True),
        ("student.gap <= 0.5 * teacher.gap", False),
        ("student.flops <= teacher.flops", False),
        ("teacher.error <= 0.5 * trivial.error", False),
        ("student.error <= trivial.error", False),
        ("student.error <= 1.1 * trivial.error", False),
        ("student.skill >= 0", False),
        ("student.skill >= -1", False),
        ("student.skill >= trivial.skill", False),
    ],
)
def test_quality_is_what_a_constant_answer_does_not_reach(text: str, asks: bool) -> None:
    assert asks_for_quality(read(text), MEASURES) is asks


def test_the_standard_lines_are_sound_and_need_their_arms() -> None:
    everything = {**ARMS, "student_copy": "", "recalibrated": ""}
    for line in STANDARD:
        assert typed(read(line), everything, MEASURES) == ()
    assert any(asks_for_quality(read(line), MEASURES) for line in STANDARD)
    assert standard(everything) == STANDARD
    assert standard(ARMS) == STANDARD[:2]
    assert standard({"student", "teacher"}) == STANDARD[:1]
    assert arms_of("student.gap + teacher.gap <= trivial.gap") == {"student", "teacher", "trivial"}
    assert arms_of("student.gap <=") == frozenset()
