from __future__ import annotations

import numpy as np
import pytest

from mezz.learn.scale import Scaler

BANK = (np.random.default_rng(0).normal(3.0, [1.0, 20.0, 1e-3], (4, 9000, 3))).astype(np.float32)


def test_all_views_count_without_a_choice() -> None:
    scaler = Scaler.fit(BANK)
    rows = BANK.reshape(-1, 3).astype(np.float64)
    assert scaler.mean.dtype == np.float64
    np.testing.assert_allclose(scaler.mean, rows.mean(0), rtol=1e-12)
    np.testing.assert_allclose(scaler.scale, rows.std(0), rtol=1e-12)


def test_fixed_views_count_each_row_once() -> None:
    views = np.arange(9000) % 4
    scaler = Scaler.fit(BANK, views)
    rows = BANK[views, np.arange(9000)].astype(np.float64)
    np.testing.assert_allclose(scaler.mean, rows.mean(0), rtol=1e-12)
    np.testing.assert_allclose(scaler.scale, rows.std(0), rtol=1e-12)


def test_applied_columns_are_standard_and_float32() -> None:
    scaled = Scaler.fit(BANK).apply(BANK)
    assert scaled.dtype == np.float32
    assert scaled.shape == BANK.shape
    np.testing.assert_allclose(scaled.mean((0, 1)), 0.0, atol=1e-3)
    np.testing.assert_allclose(scaled.std((0, 1)), 1.0, atol=1e-3)


def test_float64_application_keeps_float64_precision() -> None:
    scaler = Scaler.fit(BANK)
    scaled = scaler.apply(BANK, np.float64)
    assert scaled.dtype == np.float64
    np.testing.assert_allclose(
        scaled, (BANK.astype(np.float64) - scaler.mean) / scaler.scale, rtol=1e-14
    )


@pytest.mark.parametrize("value", [0.0, 0.1, -7e8])
def test_a_constant_column_is_centred_and_not_blown_up(value: float) -> None:
    bank = np.full((1, 9001, 1), value, dtype=np.float32)
    bank[0, 0, 0] = np.nextafter(np.float32(value), np.float32(np.inf)) if value else value
    scaler = Scaler.fit(bank)
    assert scaler.scale.tolist() == [1.0]
    assert np.abs(scaler.apply(bank)).max() <= 1e-7 * abs(value)


def test_no_rows_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="rows"):
        Scaler.fit(np.zeros((2, 0, 3), dtype=np.float32))


def test_columns_that_are_alike_are_measured_as_one() -> None:
    scaler = Scaler.fit(BANK, alike=(1, 0, 1))
    rows = BANK.reshape(-1, 3).astype(np.float64)
    for columns in ([0, 2], [1]):
        whole = rows[:, columns]
        np.testing.assert_allclose(scaler.mean[columns], whole.mean(), rtol=1e-12)
        np.testing.assert_allclose(scaler.scale[columns], whole.std(), rtol=1e-12)
    alone = Scaler.fit(BANK, alike=(0, 1, 2))
    np.testing.assert_allclose(alone.scale, Scaler.fit(BANK).scale, rtol=1e-14)
