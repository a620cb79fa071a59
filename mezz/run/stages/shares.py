"""measure, shares: which factor of a composed symmetry the gap comes from (Sobol's indices).

For independent parts g = (g_1, ..., g_F), the first-order share of part i is Var E[p | g_i] / V, and
its total share is E Var[p | all parts but i] / V (Sobol 1993; Saltelli et al. 2010). Both are taken
from pairs of draws g, g' and from g' with part i out of g: no factor is averaged over by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.learn.randomness import Stream
from mezz.run.frame import brought_home, root_scale
from mezz.run.predictor import Predictor
from mezz.run.stages.encode import ROWS

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from mezz.component.base import Encoder
    from mezz.component.examples import Examples
    from mezz.run.job import Job

    Values = NDArray[np.float64]

PAIRS = 4
"""Pairs of draws an example."""


def run(job: Job) -> None:
    """Write `<arm>/first` and `<arm>/total`, `(S, F, N)`: each example's share of the gap, by factor.

    In the unit of the gap; their means over examples are unbiased.
    """
    spec, test = job.plan.spec, job.examples("test")
    encoders = {"teacher": spec.encoder, "student": spec.student and spec.student.encoder}
    weight = root_scale(spec.world, test)[:, 0] ** 2
    found: dict[str, NDArray[Any]] = {}
    for arm in ("teacher", "student"):
        fits = job.inputs_like(f"fit/{arm}/")
        encoder = encoders[arm] or spec.encoder
        if not fits or encoder is None:
            continue
        by_seed = []
        for done, id_ in enumerate(fits):
            fitted = Predictor.load(job.inputs[id_], job.plan.emits)
            by_seed.append(_shares(job, fitted, encoder, test) * weight)
            job.progress(done + 1, len(fits), f"{arm} fits")
        first, total = np.moveaxis(np.stack(by_seed), 1, 0)
        found |= {f"{arm}/first": first, f"{arm}/total": total}
    write_arrays(job.folder, found)


def _shares(job: Job, fitted: Predictor, encoder: Encoder, test: Examples) -> Values:
    """Return first-order and total shares, `(2, F, N)`."""
    group: Any = job.symmetry.group()
    factors = len(job.symmetry.inside())
    result = np.zeros((2, factors, len(test)))

    def answers(elements: NDArray[Any]) -> Values:
        return _answers(job, fitted, encoder, elements, test)

    draws = [[_draw(group, test, pair, side) for side in range(2)] for pair in range(PAIRS)]
    said = np.array([[answers(one) for one in pair] for pair in draws])
    for pair, (g, other) in enumerate(draws):
        at_g, at_other = said[pair]
        # Any constant may be taken off; what the other pairs say on average leaves the least noise.
        apart = at_g - np.delete(said, pair, axis=0).mean(axis=(0, 1))
        parts, others = group.split(g), group.split(other)
        for factor in range(factors):
            taken = [mine if at == factor else one for at, (mine, one) in _pairs(parts, others)]
            mixed = answers(group.join(*taken))
            kept = [one if at == factor else mine for at, (mine, one) in _pairs(parts, others)]
            result[0, factor] += (apart * (mixed - at_other)).sum(axis=-1)
            result[1, factor] += np.square(at_g - answers(group.join(*kept))).sum(axis=-1) / 2
    return result / PAIRS


def _pairs(a: Any, b: Any) -> Any:
    return enumerate(zip(a, b, strict=True))


def _draw(group: Any, test: Examples, pair: int, side: int) -> NDArray[Any]:
    stream = Stream(0, "shares", side)
    drawn: NDArray[Any] = group.from_uniform(stream.uniform(test.ids, group.uniforms, pair))
    return drawn


def _answers(
    job: Job, fitted: Predictor, encoder: Encoder, elements: NDArray[Any], test: Examples
) -> Values:
    """Return what a fit says of each example moved by its element, brought home, `(N, C)`."""
    emits, symmetry = job.plan.emits, job.symmetry
    said = np.empty((len(test), emits.target.outputs))
    for start in range(0, len(test), ROWS):
        rows = slice(start, start + ROWS)
        moved = symmetry.act(elements[rows], test.take(rows), emits)
        latents = encoder.encode(moved, emits).astype(np.float32)[np.newaxis]
        answer = fitted.answer(latents, job.threads)[0]
        said[rows] = brought_home(symmetry, elements[rows], answer, emits)
    return said
