"""Identical views are evaluated once: what a model reads is the same, and so is its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.learn.randomness import Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.run.predictor import Predictor

WORTHWHILE = 0.9
"""The share of distinct rows above which all are simply computed."""


def answer_distinct(
    fitted: Predictor, latents: NDArray[np.float32], threads: int
) -> NDArray[np.float64]:
    """Answer every row of `(V, N, D)` latents, `(V, N, C)`, computing equal rows once.

    A row's answer depends on nothing but the row, so that this changes no bit.
    """
    views, n, width = latents.shape
    rows = np.ascontiguousarray(latents).reshape(views * n, width)
    first, place = distinct(rows)
    if len(first) > WORTHWHILE * len(rows):
        return fitted.answer(latents, threads)
    answers = fitted.answer(rows[first][np.newaxis], threads)[0]
    return np.asarray(answers[place].reshape(views, n, -1), np.float64)


def distinct(rows: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the distinct rows, bit by bit.

    Rows are brought together by a 64-bit hash (a sum of their words, each times a random odd
    number) and then compared in full, so that two rows with one hash stay two.

    Args:
        rows: `(M, D)` float32.

    Returns:
        `first`, the places of distinct rows, and for each row the place of its like in `first`,
        `(M,)`.
    """
    words = rows.view(np.uint32).astype(np.uint64)
    odd = Stream(0, "hash").generator().integers(0, 2**63, words.shape[1], np.uint64) * 2 + 1
    with np.errstate(over="ignore"):
        hashes = (words * odd).sum(axis=1, dtype=np.uint64)
    _, first, place = np.unique(hashes, return_index=True, return_inverse=True)
    if not np.array_equal(words[first[place]], words):
        every = np.arange(len(rows))
        return every, every
    return first.astype(np.int64), place.astype(np.int64)
