"""The analysis of variance against loops, and the coverage of what follows from it."""

from __future__ import annotations

import numpy as np
import pytest

from mezz.stats.mean_squares import Components, MeanSquares, mean_squares

TABLE = np.random.default_rng(0).normal(size=(3, 4))


def test_mean_squares_match_their_definition() -> None:
    grand = sum(TABLE.ravel()) / 12
    rows = [sum(TABLE[s]) / 4 for s in range(3)]
    columns = [sum(TABLE[:, n]) / 3 for n in range(4)]
    seed = 4 * sum((row - grand) ** 2 for row in rows) / 2
    unit = 3 * sum((column - grand) ** 2 for column in columns) / 3
    left = [TABLE[s, n] - rows[s] - columns[n] + grand for s in range(3) for n in range(4)]
    error = sum(x * x for x in left) / 6
    squares = mean_squares(TABLE)
    assert [squares.seed, squares.unit, squares.error] == pytest.approx(
        [seed, unit, error], rel=1e-12
    )


def test_sums_of_squares_add_up_to_the_total() -> None:
    squares = mean_squares(TABLE)
    total = 2 * squares.seed + 3 * squares.unit + 6 * squares.error
    assert total == pytest.approx(np.square(TABLE - TABLE.mean()).sum(), rel=1e-13)


def test_a_batch_of_tables_is_each_table() -> None:
    tables = np.random.default_rng(1).normal(size=(2, 5, 3, 6))
    batch = mean_squares(tables)
    single = mean_squares(tables[1, 4])
    for name in ("seed", "unit", "error"):
        assert getattr(batch, name)[1, 4] == pytest.approx(getattr(single, name), rel=1e-13)
    assert batch.variance()[1, 4] == pytest.approx(single.variance(), rel=1e-13)


def test_the_mean_squares_are_unbiased_for_their_expectations() -> None:
    rng = np.random.default_rng(2)
    tables = (
        rng.normal(0, 0.7, (20_000, 3, 1))
        + rng.normal(0, 0.5, (20_000, 1, 4))
        + rng.normal(0, 0.9, (20_000, 3, 4))
    )
    seen = mean_squares(tables)
    expected = Components(0.7**2, 0.5**2, 0.9**2).expected(3, 4)
    for name in ("seed", "unit", "error"):
        sample = getattr(seen, name)
        noise = sample.std() / np.sqrt(len(sample))
        assert sample.mean() == pytest.approx(float(getattr(expected, name)), abs=4 * noise)
    plain = (seen.seed + seen.unit - seen.error) / 12
    noise = plain.std() / np.sqrt(len(plain))
    truth = tables.mean(axis=(1, 2)).var()
    assert plain.mean() == pytest.approx(truth, abs=4 * noise + 0.02 * truth)


def squares(seed: float, unit: float, error: float) -> MeanSquares:
    return MeanSquares(np.asarray(seed), np.asarray(unit), np.asarray(error), 3, 11)


@pytest.mark.parametrize(
    ("seed", "unit", "error", "numerator"),
    [(6.0, 2.0, 1.0, 7.0), (6.0, 0.5, 1.0, 6.0), (0.5, 3.0, 1.0, 3.0), (0.2, 0.3, 1.0, 0.3)],
)
def test_the_variance_is_floored_at_its_larger_term_and_split_in_seeds_and_rest(
    seed: float, unit: float, error: float, numerator: float
) -> None:
    table = squares(seed, unit, error)
    assert table.variance() == pytest.approx(numerator / 33)
    of_seeds, rest = table.spread().terms
    assert (of_seeds.degrees, rest.degrees) == (2.0, 10.0)
    assert of_seeds.error**2 == pytest.approx(seed / 33)
    assert rest.error**2 == pytest.approx((numerator - seed) / 33)


def test_where_nothing_varies_there_is_no_spread() -> None:
    table = mean_squares(np.full((3, 7), 0.1))
    assert [float(table.seed), float(table.unit), float(table.error)] == [0.0] * 3
    assert [float(table.variance()), table.spread().standard_error] == [0.0, 0.0]


def test_components_solve_the_expectations_and_are_never_negative() -> None:
    solved = Components.of(Components(0.3, 0.2, 0.5).expected(3, 11))
    assert [solved.seed, solved.unit, solved.error] == pytest.approx([0.3, 0.2, 0.5])
    assert Components.of(squares(0.5, 0.4, 1.0)) == Components(0.0, 0.0, 1.0)


@pytest.mark.parametrize("shape", [(1, 5), (5, 1), (5,)])
def test_a_table_that_cannot_be_split_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="two seeds and two units"):
        mean_squares(np.zeros(shape))
