"""One sentence a stranger understands, made from the numbers of a run and nothing else.

Written in plain ASCII: the same words stand in the terminal, in `verdict.json` and on the page.
Criteria are quoted between backticks.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mezz.record.digits import spell_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mezz.record.model import ArmRecord, CriterionRecord, Interval, Metrics

_NONE: Mapping[str, Interval] = MappingProxyType({})

_MOSTLY = 0.5
"""A smaller share of the gap than this recurring with other seeds makes it mostly noise."""

_RIVALS = {
    "canonicalised": "Canonicalising",
    "student_augmented": "Augmentation at equal compute",
}
"""The arms that would make distillation needless, as the subject of a sentence."""


def headline(
    word: str,
    reason: str,
    metrics: Metrics,
    ratios: Mapping[str, Interval] = _NONE,
    rivals: Mapping[str, Interval] = _NONE,
) -> str:
    """Say what the run found.

    Args:
        word: MAKE, BREAK or INCONCLUSIVE.
        reason: why, in the words of the verdict (`no skill`, `vacuous`, `underpowered`, ...).
        metrics: the run's numbers.
        ratios: student over teacher by measure (`gap`, `error`), with the paired interval. A
            measure that is not there is compared by its two estimates, without an interval.
        rivals: by arm, its error minus the student's, with the paired interval; likewise.
    """
    reason = reason.replace("_", " ")
    if reason == "no skill":
        sentences = [_no_skill(metrics), *_baselines(metrics, rivals)]
    elif reason == "vacuous":
        sentences = [f"There is no gap to close: {_no_gap(metrics)}."]
    elif reason == "invalid":
        sentences = ["This is not a valid experiment.", _guard_words(metrics, "invalid")]
    elif metrics.task == "measure":
        sentences = _measured(word, reason, metrics)
    else:
        sentences = [_finding(word, reason, metrics, ratios)]
        sentences += _worse_than_one_view(metrics, ratios) + _training_noise(metrics)
        sentences += _needless(metrics, rivals) + _baselines(metrics, rivals)
    return " ".join(sentence for sentence in sentences if sentence)


def plural(unit: str) -> str:
    """Return several of a unit: rows, days, trajectories."""
    if unit.endswith("y") and unit[-2:-1] not in "aeiou":
        return f"{unit[:-1]}ies"
    return unit if unit.endswith("s") else f"{unit}s"


def _finding(word: str, reason: str, metrics: Metrics, ratios: Mapping[str, Interval]) -> str:
    its = _compared(metrics, ratios)
    compared = f"the student's{its.removeprefix('its')}" if its else ""
    if word == "MAKE":
        return f"The student keeps the orbit's answer in one pass: {its or reason}."
    opening = f"{_capital(compared)}: " if compared else f"{word}: "
    if reason == "guard":
        opening = f"{_capital(compared)}, but a guard fails." if compared else "A guard fails."
        return f"{opening} {_guard_words(metrics, 'guard')}".rstrip()
    if word == "BREAK":
        return opening + _failed(metrics)
    return opening + _undecided(reason, metrics)


def _measured(word: str, reason: str, metrics: Metrics) -> list[str]:
    """Say how much the teacher's answer moves, what follows, and what the views may be called."""
    gap, flip = (_found(metrics, "teacher", measure) for measure in ("gap", "flip"))
    text = "The teacher was measured"
    if gap is not None:
        shown = spell_interval(gap.value, gap.lower, gap.upper)
        text = f"The teacher's gap is {shown} over the views of {metrics.symmetry}"
    if word == "MAKE":
        text += ", and every criterion is met."
    elif reason == "guard":
        text = f"{text}, but a guard fails. {_guard_words(metrics, 'guard')}".rstrip()
    else:
        text += f": {_failed(metrics) if word == 'BREAK' else _undecided(reason, metrics)}"
    sentences = [text]
    if flip is not None:
        sentences.append(f"Two views of one example are decided differently in {_percent(flip)}.")
    called = {"nuisance": "a nuisance average", "window": "a windowed average"}.get(metrics.family)
    if called:
        sentences.append(f"The mean of these views is {called}, and no orbit mean.")
    return [*sentences, *_training_noise(metrics)]


def _compared(metrics: Metrics, ratios: Mapping[str, Interval]) -> str:
    """Return `its gap is 6 % [5, 8] of the teacher's at 0.98 [0.96, 1.01] of its error`."""
    gap, error = (_ratio(metrics, ratios, measure) for measure in ("gap", "error"))
    if gap is None:
        return ""
    text = f"its gap is {_percent(gap)} of the teacher's"
    if error is not None:
        text += f" at {spell_interval(error.value, error.lower, error.upper)} of its error"
    return text


def _failed(metrics: Metrics) -> str:
    """Name what broke: criteria missed first, then conditions that were declared as a BREAK."""
    missed = [c for c in metrics.criteria if c.kind == "make" and c.outcome == "failed"]
    broken = [c for c in metrics.criteria if c.kind == "break" and c.outcome == "met"]
    if missed:
        text = f"that misses `{missed[0].text}` by {_amount(missed[0])}."
    elif broken:
        text = f"the declared BREAK `{broken[0].text}` holds, by {_amount(broken[0])}."
    else:
        text = "a criterion fails."
    return text + _and_more(len(missed) + len(broken) - 1, "fails", "fail")


def _undecided(reason: str, metrics: Metrics) -> str:
    """Name the criterion that the data cannot decide, and what would."""
    open_ = [c for c in metrics.criteria if c.outcome == "undecided"]
    if not open_:
        return f"{reason}."
    first = open_[0]
    shown = spell_interval(first.contrast.value, first.contrast.lower, first.contrast.upper)
    sides = "right minus left" if ">" in first.text else "left minus right"
    cause = "the seeds disagree on" if reason == "seeds disagree" else "the data cannot decide"
    text = f"{cause} `{first.text}`, where {sides} is {shown}."
    needed = [
        _needed(name, count, first, metrics.unit) for name, count in sorted(first.needed.items())
    ]
    if needed:
        text += f" About {' or '.join(needed)} would."
    return text + _and_more(len(open_) - 1, "is undecided too", "are undecided too")


def _needed(name: str, count: int, criterion: CriterionRecord, unit: str) -> str:
    now = {"units": criterion.contrast.units, "seeds": criterion.contrast.seeds}.get(name)
    what = f"test {plural(unit)}" if name == "units" else name
    return f"{count} {what}" + (f" (now {now})" if now else "")


def _no_skill(metrics: Metrics) -> str:
    skilled = [
        (found, arm)
        for arm in metrics.arms
        if not _constant(arm) and (found := _estimate(arm, "skill")) is not None
    ]
    text = "Nothing here predicts better than the constant predictor"
    if not skilled:
        return text + "."
    best, arm = max(skilled, key=lambda pair: pair[0].value)
    if best.value <= 0:
        return f"{text}: even the best arm, `{arm.name}`, removes none of its error."
    return f"{text}: the best arm, `{arm.name}`, removes {_percent(best)} of its error."


def _worse_than_one_view(metrics: Metrics, ratios: Mapping[str, Interval]) -> list[str]:
    error = _ratio(metrics, ratios, "error")
    limit = None if error is None else error.value if error.lower is None else error.lower
    return ["The student is worse than one view of the teacher."] if limit and limit > 1 else []


def _training_noise(metrics: Metrics) -> list[str]:
    """Say so where less than half of the gap comes back with other seeds."""
    share = metrics.seed_share.share if metrics.seed_share else None
    if share is None or share.value >= _MOSTLY:
        return []
    text = f"The gap is mostly training noise: {_percent(share)} of it recurs with other seeds"
    return [f"{text}, and ensembling is the rival."]


def _needless(metrics: Metrics, rivals: Mapping[str, Interval]) -> list[str]:
    """Say which simpler arm is at least as good as the student, the first such arm only."""
    for name, subject in _RIVALS.items():
        gap, mine = (_found(metrics, arm, "gap") for arm in (name, "student"))
        how = _against_student(metrics, name, rivals)
        if how is None:
            continue
        if gap is None or mine is None or gap.value <= mine.value:
            shown = "shown to be " if "interval" in how else ""
            return [f"{subject} {how}: distillation is not {shown}needed here."]
        times = f"{gap.value / mine.value:.2g} times" if mine.value > 0 else "more than"
        return [f"{subject} {how} in error, at {times} the student's gap."]
    return []


def _baselines(metrics: Metrics, rivals: Mapping[str, Interval]) -> list[str]:
    found = [
        f"The world's own simple rule, `{arm.name}`, {_in_full(how)}."
        for arm in metrics.arms
        if _constant(arm) and arm.name != "trivial"
        if (how := _against_student(metrics, arm.name, rivals)) is not None
    ]
    return found[:1]


def _against_student(metrics: Metrics, name: str, rivals: Mapping[str, Interval]) -> str | None:
    """Return how a rival's error compares, or None where the student is the better one."""
    difference = rivals.get(name)
    if difference is None:
        rival, student = (_found(metrics, arm, "error") for arm in (name, "student"))
        if rival is None or student is None:
            return None
        return "does as well" if rival.value <= student.value else None
    if difference.upper is not None and difference.upper < 0:
        return "does better"
    if difference.value <= 0:
        return "does as well"
    if difference.lower is not None and difference.lower <= 0:
        return "does as well within the interval"
    return None


def _in_full(how: str) -> str:
    return how.replace("better", "better than the student").replace("well", "well as the student")


def _ratio(metrics: Metrics, ratios: Mapping[str, Interval], measure: str) -> Interval | None:
    if measure in ratios:
        return ratios[measure]
    student, teacher = (_found(metrics, arm, measure) for arm in ("student", "teacher"))
    if student is None or teacher is None or teacher.value <= 0:
        return None
    bare = {"value": student.value / teacher.value, "lower": None, "upper": None}
    return student.model_copy(update=bare)


def _found(metrics: Metrics, name: str, measure: str) -> Interval | None:
    return next((_estimate(arm, measure) for arm in metrics.arms if arm.name == name), None)


def _estimate(arm: ArmRecord, measure: str) -> Interval | None:
    return next((m.estimate for m in arm.metrics if m.measure == measure), None)


def _constant(arm: ArmRecord) -> bool:
    return arm.judged_on == "constant"


def _guard_words(metrics: Metrics, makes: str) -> str:
    """Return what the first failed guard of that kind says, with its number, as a sentence."""
    failed = [guard for guard in metrics.guards if guard.makes == makes and guard.passed is False]
    if not failed:
        return ""
    first = failed[0]
    text = f"`{first.name}`: {first.words.rstrip('. ')}"
    if first.value is not None and first.limit is not None:
        text += f" ({_number(first.value)}, limit {_number(first.limit)})"
    return f"{text}.{_and_more(len(failed) - 1, 'guard fails', 'guards fail')}"


def _no_gap(metrics: Metrics) -> str:
    """Say that the gap is rounding where a floor was measured, else what the guard says."""
    failed = [g for g in metrics.guards if g.makes == "vacuous" and g.passed is False]
    if failed and failed[0].value is not None and failed[0].limit is not None:
        root, floor = _number(failed[0].value), _number(failed[0].limit)
        return f"the teacher's answers differ by no more than rounding (root {root}, floor {floor})"
    return failed[0].words.rstrip(". ") if failed else "the teacher's answer does not move"


def _number(number: float) -> str:
    return spell_interval(number, None, None)


def _and_more(count: int, one: str, many: str) -> str:
    if count <= 0:
        return ""
    return f" One more {one}." if count == 1 else f" {count} more {many}."


def _amount(criterion: CriterionRecord) -> str:
    """Write how far beyond its margin a criterion lies: positive, larger is farther."""
    found = criterion.contrast
    if found.value >= 0:
        return spell_interval(found.value, found.lower, found.upper)
    lower, upper = (None if x is None else -x for x in (found.upper, found.lower))
    return spell_interval(-found.value, lower, upper)


def _percent(found: Interval) -> str:
    lower, upper = (None if x is None else 100 * x for x in (found.lower, found.upper))
    return spell_interval(100 * found.value, lower, upper, "%")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
