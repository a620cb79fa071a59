"""Made-up answers of one arm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from mezz.component.examples import Examples
from mezz.component.types import Label, Value
from mezz.component.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray


@pytest.fixture
def answers() -> Callable[..., Views]:
    """Return a maker of views from outputs and truth; labels where the truth has one axis."""

    def make(
        outputs: ArrayLike,
        target: ArrayLike,
        *,
        reference: ArrayLike = 0.0,
        how: Literal["exact", "iid", "without_replacement"] = "exact",
        **fields: NDArray[np.float64],
    ) -> Views:
        said, truth = np.asarray(outputs, dtype=np.float64), np.asarray(target)
        names = tuple(str(at) for at in range(said.shape[2]))
        ids = np.arange(len(truth))
        return Views(
            said,
            Examples(fields, truth, ids, ids),
            Label(names) if truth.ndim == 1 else Value(names),
            np.broadcast_to(np.asarray(reference, dtype=np.float64), said.shape[1:]),
            how,
            len(said),
            1234.0,
            5.0,
        )

    return make
