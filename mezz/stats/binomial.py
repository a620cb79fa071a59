"""Exact limits for a rate that was counted."""

from __future__ import annotations

from scipy import special


def clopper_pearson(count: int, trials: int, confidence: float) -> tuple[float, float]:
    """Return the exact lower and upper limit of a probability, each missed with 1 - confidence.

    The limits are quantiles of beta distributions (Clopper and Pearson 1934).

    Args:
        count: how often it happened.
        trials: how often it could have, at least 1.
        confidence: of each one-sided limit, in (0, 1).

    Raises:
        ValueError: a count outside 0..trials, no trial, or confidence outside (0, 1).
    """
    if not 0 <= count <= trials or trials < 1:
        raise ValueError(f"{count} of {trials} is no rate")
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence lies in (0, 1), not {confidence}")
    missed = trials - count
    lower = special.betaincinv(count, missed + 1, 1.0 - confidence) if count else 0.0
    upper = special.betaincinv(count + 1, missed, confidence) if missed else 1.0
    return float(lower), float(upper)
