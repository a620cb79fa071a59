"""Label invariance and its control: does the target survive the symmetry, and not its twin?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.record.model import GuardRecord
from mezz.stats.discrimination import discriminate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mezz.run.evidence import Evidence

    Values = NDArray[np.float64]
    Measures = Mapping[str, Values]
    Rows = NDArray[np.bool_]

NAME = "label invariance"
TOLERANCE = 1e-6
"""Largest change of the exact target, relative to the target's spread."""
OVERALL, OF_CLASS = ("error", "log_loss"), ("accuracy", "log_loss")
HIGHER_IS_BETTER = frozenset({"accuracy"})
FEWEST_OF_CLASS = 30
"""Independent units that a class needs to be judged by itself."""


def label_invariance(found: Mapping[str, float] | None) -> GuardRecord:
    """The symmetry leaves the true target alone, where the world can compute it."""
    if found is None:
        return GuardRecord(
            name=NAME,
            passed=None,
            words="the target is stored with the example; the world has no oracle to test it",
            makes="note",
        )
    relative = found["value"] / (found["scale"] or 1.0)
    return GuardRecord(
        name=NAME,
        passed=relative <= TOLERANCE,
        value=relative,
        limit=TOLERANCE,
        words="change of the exact target under the symmetry, relative to its spread",
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure on random views against canonical ones.

    Attributes:
        subject: what is compared, in words.
        loss: upper limit of what random views lose, as a share of what canonical views have;
            infinite where they have nothing and something is lost.
        shown: whether more than the margin is shown to be lost.
    """

    subject: str
    loss: float
    shown: bool


def not_inferior(
    evidence: Evidence,
    random: Measures,
    canonical: Measures,
    margin: float,
    classes: Mapping[str, Rows],
) -> GuardRecord:
    """A model trained and tested on random views does as well as one on canonical views.

    Where no oracle knows the target of a moved example, this is what invariance of the label means.
    The margin is the share of the canonical value by which random views may be worse: errors and
    log losses may rise by it, an accuracy may fall by it. It must be shown overall and in each
    class, for a symmetry that swaps two labels out of many hardly moves an average. The claim is
    that all comparisons hold, so each is tested at the full level and none is corrected for the
    others (intersection-union test: Berger, Technometrics 24, 1982).

    Args:
        evidence: what intervals are made with.
        random: measures of a model trained and tested on random views, `(S, N)` each.
        canonical: of a model trained and tested on canonical views, paired with it.
        margin: above 0.
        classes: `(N,)` truth values by class: the examples that have it. Empty for a target that
            is no class.
    """
    told = [
        _compared(evidence, (random, canonical), measure, margin)
        for measure in OVERALL
        if measure in random and measure in canonical
    ]
    passed_over = []
    for name, rows in classes.items():
        units = len(np.unique(evidence.units[rows]))
        if units < FEWEST_OF_CLASS:
            passed_over.append(f"`{name}` ({units})")
            continue
        told += [
            _compared(evidence, (random, canonical), measure, margin, (name, rows))
            for measure in OF_CLASS
        ]
    worst = max(told, key=lambda one: one.loss)
    among = f", the worst of {len(told)} comparisons" if len(told) > 1 else ""
    words = (
        f"upper limit of what is lost in {worst.subject}{among}, as a share, by training and "
        "testing on random views and not on canonical ones"
    )
    if worst.shown:
        words += "; that more than the margin is lost is shown"
    elif worst.loss > margin:
        words += "; that it stays within the margin is not shown"
    if passed_over:
        words += f"; too few test units to judge class {', '.join(passed_over)}"
    return GuardRecord(
        name=NAME,
        passed=worst.loss <= margin,
        value=worst.loss if math.isfinite(worst.loss) else None,
        limit=margin,
        words=words,
    )


def _compared(
    evidence: Evidence,
    pair: tuple[Measures, Measures],
    measure: str,
    margin: float,
    of_class: tuple[str, Rows] | None = None,
) -> Comparison:
    """Compare (random, canonical) in one measure, on all examples or on those of one class.

    The margin is tested as the linear contrast random - (1 + margin) canonical, for an accuracy
    (1 - margin) canonical - random, so that the uncertainty of the canonical value counts and a
    value of 0 is no exception.
    """
    name, rows = of_class or ("", None)
    random, canonical = (values[measure] for values in pair)
    sign = -1.0 if measure in HIGHER_IS_BETTER else 1.0
    excess = evidence.estimate(sign * random - (sign + margin) * canonical, rows)
    base = float((canonical if rows is None else canonical[:, rows]).mean())
    of_nothing = 0.0 if excess.upper <= 0 else math.inf
    loss = margin + excess.upper / base if base > 0 else of_nothing
    subject = measure.replace("_", " ") + (f" of class `{name}`" if name else " overall")
    return Comparison(subject, loss, shown=excess.lower > 0)


def twin_differs(
    evidence: Evidence,
    benefit: tuple[Values, Values],
    defect: tuple[Values, Values],
    label_of_twin: GuardRecord,
) -> GuardRecord:
    """The twin, which is no symmetry, can be told from the group: by benefit and by the label.

    The benefit of averaging, (L(1) - L(inf)) / Var(y), is the gap over the target's variance, so
    the two benefits differ where the gaps do. That the label guard fails on the twin is not enough:
    where no oracle knows the target, it also fails for want of power, on a symmetry as well as on
    its twin. So the label's defect must be shown to be larger under the twin.

    Args:
        evidence: what intervals are made with.
        benefit: gap of the group and of the twin, `(S, N)` each.
        defect: of the group and of the twin, `(S, N)` or `(1, 1)` each: the change of the exact
            target, or else the loss of a model trained and tested on random views.
        label_of_twin: the label guard, as it comes out on the twin.
    """
    found = discriminate(benefit, defect, evidence.estimate)
    group, twin = benefit
    missing = [] if found.benefit_differs else ["its benefit is not told from the group's"]
    if not found.label_differs:
        missing.append("it is not shown to do more to the label than the group does")
    elif label_of_twin.passed:
        missing.append("the label guard does not fail on it")
    return GuardRecord(
        name="twin",
        passed=not missing,
        value=float(twin.mean() / group.mean()) if group.mean() > 0 else None,
        words=f"the twin is no control here: {' and '.join(missing)}"
        if missing
        else "gap under the twin over the gap under the symmetry; both it and the label tell them "
        "apart",
    )
