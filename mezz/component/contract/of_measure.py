"""What every measure keeps to, tried on made-up answers to the worlds that it judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.contract.broken import close, require
from mezz.component.types import Label
from mezz.component.views import Views

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Measure, World
    from mezz.component.contract.catalogue import Catalogue
    from mezz.component.types import Emits

_SPREAD = 0.9
"""How far a guess strays from the truth, from 0 (nowhere) to 1 (it is noise)."""


def influence_is_sound(measure: Measure, catalogue: Catalogue) -> None:
    """One finite number an example (or one in all), whatever the order of examples and views."""
    import numpy as np

    for world in catalogue.worlds_of(measure):
        views = _views(world, spread=_SPREAD)
        found = measure.influence(views)
        n = len(views.examples) if measure.decomposes else 1
        require(found.shape == (n,) and found.dtype == np.float64, f"influence is {found.shape}")
        require(bool(np.isfinite(found).all()), "influence is not finite")
        close(measure.influence(_views(world, spread=_SPREAD, turned=True)), found, "views in turn")
        if measure.decomposes:
            backwards = measure.influence(_views(world, spread=_SPREAD, backwards=True))
            close(backwards[::-1], found, "the influence of examples in another order")


def truth_is_best(measure: Measure, catalogue: Catalogue) -> None:
    """The truth, said in every view, is no worse than a guess that depends on the view."""
    for world in catalogue.worlds_of(measure):
        guess = measure.influence(_views(world, spread=_SPREAD)).mean()
        truth = measure.influence(_views(world, spread=0.0)).mean()
        sign = 1.0 if measure.direction == "higher" else -1.0
        require(sign * truth >= sign * guess, f"{measure.kind}: truth {truth}, guess {guess}")
        require(not measure.decomposes or truth != guess, f"{measure.kind} tells nothing apart")


def _views(world: World, spread: float, *, turned: bool = False, backwards: bool = False) -> Views:
    """Make up answers in three views that stray from the truth by `spread` of the target's range.

    `turned` lets the views begin with the last one, `backwards` reverses the examples.
    """
    import numpy as np

    emits, examples, train = world.emits(), world.sample("test"), world.sample("train")
    # A table of answers has no rows to learn from: its constant is that of the judged ones.
    train = train if len(train) else examples
    truth, known = (_as_outputs(emits, each.target) for each in (examples, train))
    outputs = (1 - spread) * truth + spread * _noise(emits, truth, examples.ids)
    if turned:
        outputs = np.roll(outputs, 1, axis=0)
    if backwards:
        outputs, examples = outputs[:, ::-1], examples.take(slice(None, None, -1))
    reference = np.broadcast_to(known.mean(axis=0), truth.shape)
    return Views(outputs, examples, emits.target, reference, "exact", 3, 1000.0, 3.0)


def _as_outputs(emits: Emits, target: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return targets as a model that knew them would say them, `(N, C)`."""
    import numpy as np

    if isinstance(emits.target, Label):
        return np.eye(emits.target.outputs)[np.asarray(target, dtype=np.int64)]
    return np.asarray(target, dtype=np.float64)


def _noise(emits: Emits, truth: NDArray[np.float64], ids: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return answers that know nothing, `(3, N, C)`: probabilities, or values about the mean."""
    import numpy as np

    from mezz.learn.randomness import Stream

    drawn = np.stack(
        [Stream(0, "contract").uniform(ids, truth.shape[1], view) for view in range(3)]
    )
    if isinstance(emits.target, Label):
        return np.asarray(drawn / drawn.sum(axis=2, keepdims=True))
    return np.asarray(truth.mean(axis=0) + truth.std(axis=0) * (4 * drawn - 2))
