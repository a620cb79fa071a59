"""What all tests share: reproducible properties, and a small market of our own making."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

# The same examples every time, however slow the machine is: a test fails for a change, not by chance.
settings.register_profile("mezz", derandomize=True, deadline=None)
settings.load_profile("mezz")


@pytest.fixture(scope="session")
def price_lines() -> tuple[str, ...]:
    """Return 400 lines of CSV under a header: a random walk on weekdays, with its highs and lows."""
    rng = np.random.default_rng(7)
    size = 0.01 * np.exp(np.cumsum(rng.normal(0, 0.1, 400)) / 3)
    close = 100 * np.exp(np.cumsum(size * rng.normal(0, 1, 400)))
    opened = np.concatenate([[100.0], close[:-1]])
    spread = 1 + size * rng.uniform(0.1, 1.0, (2, 400))
    high, low = np.maximum(opened, close) * spread[0], np.minimum(opened, close) / spread[1]
    volume = rng.integers(1_000, 9_000, 400)
    weekdays = (date(2020, 1, 1) + timedelta(days) for days in range(600))
    days = [day for day in weekdays if day.weekday() < 5][:400]
    rows = zip(days, opened, high, low, close, volume, strict=True)
    body = (f"{day},{o:.6f},{h:.6f},{w:.6f},{c:.6f},{v}" for day, o, h, w, c, v in rows)
    return ("Date,Open,High,Low,Close,Volume", *body)


@pytest.fixture(scope="session")
def price_file(price_lines: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return those lines as a file, `prices.csv`, for reading only."""
    path = tmp_path_factory.mktemp("market") / "prices.csv"
    path.write_text("\n".join(price_lines) + "\n", encoding="utf-8")
    return path
