"""Whether a group's twin, which is no symmetry, can be told from the group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.stats.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Discrimination:
    """What sets the twin apart.

    A control that merely fails to MAKE may only lack power, so both differences must be shown. The
    benefit may differ either way. The label defect must be larger under the twin, which is one
    side of its interval: where a twin keeps the labels as well as the group does, it is taken for a
    control with probability (1 - confidence)/2 at most, whatever its benefit.

    Attributes:
        benefit: of the benefit of averaging, group minus twin.
        label: of the label defect, twin minus group.
    """

    benefit: Estimate
    label: Estimate

    @property
    def benefit_differs(self) -> bool:
        """Whether the interval of the difference in benefit excludes 0."""
        return self.benefit.lower > 0.0 or self.benefit.upper < 0.0

    @property
    def label_differs(self) -> bool:
        """Whether the interval of the difference in label defect lies above 0."""
        return self.label.lower > 0.0

    @property
    def holds(self) -> bool:
        """Whether both differ, so that the twin is a control."""
        return self.benefit_differs and self.label_differs


def discriminate(
    benefit: tuple[NDArray[Any], NDArray[Any]],
    defect: tuple[NDArray[Any], NDArray[Any]],
    estimate: Callable[[NDArray[np.float64]], Estimate],
) -> Discrimination:
    """Compare a group with its twin, paired over seeds and examples.

    Args:
        benefit: of the group and of the twin, each `(S, N)` or `(1, N)`:
            (L(1) - L(inf)) / Var(y) of each example, which for a squared error is the gap over the
            target's variance.
        defect: of the group and of the twin, each `(S, N)` or `(1, N)`, or `(1, 1)` where a number
            is exact: the change of the exact target, or the loss of a model trained and tested on
            random views.
        estimate: gives the mean of values, each `(S, N)` or smaller, its interval.
    """
    return Discrimination(
        benefit=estimate(np.asarray(benefit[0] - benefit[1], dtype=np.float64)),
        label=estimate(np.asarray(defect[1] - defect[0], dtype=np.float64)),
    )
