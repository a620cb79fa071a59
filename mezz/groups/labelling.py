"""One order of the things that a matrix relates, the same in whatever order they were given.

Things are told apart by colours: numbers that say which come first, equal for those that nothing
yet distinguishes. Colours are refined by what a thing's relations to all colours are, until nothing
changes (B. Weisfeiler, A. Leman, "The reduction of a graph to canonical form", 1968). Where equal
colours remain, one of them after the other is put first, and the smallest outcome is kept (B. D.
McKay, "Practical graph isomorphism", Congressus Numerantium 30, 1981); things that can be swapped
without a trace are tried once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.plan import LARGEST
from mezz.groups.symmetric import Symmetric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

_CHUNK = 1 << 20  # numbers of one temporary array


def canonical_labelling(relations: NDArray[Any], things: NDArray[Any]) -> Whole:
    """Find the permutations that sort by the diagonal, and decide ties by everything else.

    Args:
        relations: `(N, n, n, m)`, how each thing relates to each other one, in m ways. The diagonal
            of the first way is what is sorted by.
        things: `(N, n, k)`, what else is known of each thing; k may be 0.

    Returns:
        `(N, n)` int64 permutations p: thing i comes to the place p[i]. Two examples that are the
        same but for the order of their things become equal when each is moved by its own p.

    Raises:
        ValueError: an example is so symmetric that more than 10,000 orders would have to be tried.
    """
    diagonal = np.einsum("nii->ni", relations[:, :, :, 0])
    order = np.argsort(diagonal, axis=1, kind="stable")
    labels = Symmetric(diagonal.shape[1]).inverse(order)
    ordered = np.take_along_axis(diagonal, order, axis=1)
    tied = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
    size = relations[:1].size + things[:1].size
    step = max(1, _CHUNK // size)
    for start in range(0, len(tied), step):
        rows = tied[start : start + step]
        ways = _codes(relations[rows].reshape(-1, relations.shape[3]))
        known = _codes(things[rows].reshape(-1, 1)).reshape(things[rows].shape)
        labels[rows] = _searched(ways.reshape(relations[rows].shape[:3]), known)
    return labels


def _codes(values: NDArray[Any]) -> Whole:
    """Return integers, `(M,)`, that are ordered as the rows of the values, `(M, m)`, are."""
    codes = np.unique(values, axis=0 if values.shape[1] > 1 else None, return_inverse=True)[1]
    return np.asarray(codes.reshape(-1), dtype=np.int64)


def _searched(relations: Whole, things: Whole) -> Whole:
    """Return the labelling of the smallest outcome, `(N, n)`."""
    diagonal = np.einsum("nii->ni", relations)[:, :, np.newaxis]
    owner = np.arange(len(relations))
    colours = _refined(_ranked(np.concatenate([diagonal, things], axis=2)), relations)
    while (open_ := _undecided(colours)).any():
        if np.bincount(owner).max() > LARGEST:
            raise ValueError(f"a matrix has more than {LARGEST:,} equal orders of its things")
        which, split = _first_put_first(colours[open_], relations[owner[open_]])
        branched = owner[open_][which]
        owner = np.concatenate([owner[~open_], branched])
        colours = np.concatenate([colours[~open_], _refined(split, relations[branched])])
    return _smallest(owner, colours, relations, things)


def _ranked(keys: Whole) -> Whole:
    """Return for each thing how many have smaller keys, `(N, n)`; keys: `(N, n, m)`, first first."""
    count, n = keys.shape[:2]
    order = np.lexsort(np.moveaxis(keys[:, :, ::-1], 2, 0), axis=1)
    ordered = np.take_along_axis(keys, order[:, :, np.newaxis], axis=1)
    starts = np.zeros((count, n), dtype=np.int64)
    differs = (ordered[:, 1:] != ordered[:, :-1]).any(axis=2)
    starts[:, 1:] = np.where(differs, np.arange(1, n), 0)
    ranks = np.empty_like(starts)
    np.put_along_axis(ranks, order, np.maximum.accumulate(starts, axis=1), axis=1)
    return ranks


def _refined(colours: Whole, relations: Whole) -> Whole:
    """Tell things apart by their relations to things of each colour, until nothing changes."""
    most = int(relations.max(initial=0)) + 1
    both = relations * most + np.swapaxes(relations, 1, 2)
    while True:
        seen = np.sort(colours[:, np.newaxis, :] * most**2 + both, axis=2)
        finer = _ranked(np.concatenate([colours[:, :, np.newaxis], seen], axis=2))
        if np.array_equal(finer, colours):
            return colours
        colours = finer


def _undecided(colours: Whole) -> NDArray[np.bool_]:
    """Say of each example whether two things share a colour, `(N,)`."""
    ordered = np.sort(colours, axis=1)
    return np.asarray((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))


def _first_put_first(colours: Whole, relations: Whole) -> tuple[NDArray[np.intp], Whole]:
    """Put one of the first equal things before the others, each in a branch of its own.

    Returns:
        The example of each branch, `(B,)`, and its colours, `(B, n)`.
    """
    shared = (colours[:, :, np.newaxis] == colours[:, np.newaxis, :]).sum(axis=2) > 1
    first = np.where(shared, colours, colours.shape[1]).min(axis=1, keepdims=True)
    members = colours == first
    lead = members.argmax(axis=1)
    tried = members & ~_swappable(lead, relations)
    tried[np.arange(len(lead)), lead] = True
    which, chosen = np.nonzero(tried)
    split = colours[which] + members[which]
    split[np.arange(len(which)), chosen] -= 1
    return which, split


def _swappable(lead: NDArray[np.intp], relations: Whole) -> NDArray[np.bool_]:
    """Say which things can change places with the leading one of their colour, `(N, n)`.

    That is so where both relate alike to all others, and to each other in both directions.
    """
    count, n = relations.shape[:2]
    rows = np.arange(count)
    out, back = relations[rows, lead], relations[rows, :, lead]
    place = np.arange(n)
    other = place[np.newaxis, :, np.newaxis] != place
    other = other & (place[np.newaxis, np.newaxis, :] != lead[:, np.newaxis, np.newaxis])
    alike = (relations == out[:, np.newaxis, :]) & (
        np.swapaxes(relations, 1, 2) == back[:, np.newaxis, :]
    )
    return np.asarray((alike | ~other).all(axis=2) & (out == back))


def _smallest(owner: Whole, labels: Whole, relations: Whole, things: Whole) -> Whole:
    """Return the labels of that branch of each example whose outcome comes first, `(N, n)`."""
    source = Symmetric(labels.shape[1]).inverse(labels)
    seen = relations[
        owner[:, np.newaxis, np.newaxis], source[:, :, np.newaxis], source[:, np.newaxis, :]
    ]
    moved = things[owner[:, np.newaxis], source]
    outcome = np.concatenate([each.reshape(len(owner), -1) for each in (seen, moved)], axis=1)
    order = np.lexsort((*outcome.T[::-1], owner))
    best = order[np.unique(owner[order], return_index=True)[1]]
    return labels[best]
