from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mezz.learn.randomness import Stream, philox

STREAM = Stream(7, "act", "kepler", 3)
IDS = np.arange(20_000)


# Random123, tests/kat_vectors, philox4x32 with 10 rounds.
@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF,) * 4,
            (0xFFFFFFFF,) * 2,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_known_answers(
    counter: tuple[int, ...], key: tuple[int, int], expected: tuple[int, ...]
) -> None:
    words = np.array(counter, dtype=np.uint64)[:, None]
    assert philox(words, key)[:, 0].tolist() == list(expected)
    assert words[:, 0].tolist() == list(counter)


def test_philox_agrees_with_itself_beyond_one_chunk() -> None:
    words = np.random.default_rng(0).integers(0, 1 << 32, (4, 20_001), dtype=np.uint64)
    whole = philox(words, (1, 2))
    for place in (0, 8191, 8192, 20_000):
        assert np.array_equal(philox(words[:, place : place + 1], (1, 2))[:, 0], whole[:, place])


@given(st.lists(st.integers(0, 999), max_size=40), st.integers(1, 5), st.integers(0, 3))
def test_a_draw_depends_on_its_address_alone(places: list[int], dims: int, view: int) -> None:
    ids = np.arange(-500, 500)
    chosen = np.array(places, dtype=np.int64)
    for draw in (
        lambda ids, dims: STREAM.uniform(ids, dims, view),
        lambda ids, dims: STREAM.normal(ids, dims, view),
        lambda ids, dims: STREAM.integers(ids, 11, dims, view),
    ):
        whole = draw(ids, 6)
        part = draw(ids[chosen], dims)
        # A normal draw's partner in its pair is always computed, so a prefix is a prefix there too.
        assert np.array_equal(part, whole[chosen][:, :dims])


def test_seed_purpose_path_view_id_and_kind_each_make_other_draws() -> None:
    def head(stream: Stream, first: int = 0, view: int = 0) -> tuple[float, ...]:
        return tuple(stream.uniform(np.arange(first, first + 4), 2, view).ravel())

    draws = [
        head(Stream(0, "a")),
        head(Stream(1, "a")),
        head(Stream(0, "b")),
        head(Stream(0, "a", 1)),
        head(Stream(0, "a", "1")),
        head(Stream(0, "a", 1, 1)),
        head(Stream(0, "a"), view=1),
        head(Stream(0, "a"), first=100),
        head(Stream(0, "a"), first=1 << 32),
        tuple((Stream(0, "a").integers(np.arange(4), 1 << 32, 2) / 2.0**32).ravel()),
    ]
    assert len({value for draw in draws for value in draw}) == 8 * len(draws)


def test_a_child_is_the_longer_path_and_a_stream_is_a_value() -> None:
    assert Stream(1, "a", 2).child("x", 3) == Stream(1, "a", 2, "x", 3)
    assert hash(Stream(1, "a", 2)) == hash(Stream(1, "a", 2))
    assert Stream(1, "a", 2) != Stream(1, "a", "2")


def test_draws_stay_as_they_were_when_artifacts_were_made() -> None:
    stream = Stream(1, "pinned", 2, "x")
    assert stream.uniform(np.array([5]), 2)[0].tolist() == [0.9628632705775577, 0.7571307768896509]
    assert stream.integers(np.array([5, 6]), 1000)[:, 0].tolist() == [175, 649]
    assert stream.permutation(6).tolist() == [4, 1, 2, 5, 0, 3]


def test_uniforms_are_uniform_and_uncorrelated() -> None:
    draws = STREAM.uniform(IDS, 3)
    assert draws.min() >= 0.0
    assert draws.max() < 1.0
    for column in draws.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-3
    off_diagonal = np.corrcoef(np.vstack([draws.T, STREAM.uniform(IDS, 1, view=1).T]))
    assert np.abs(off_diagonal - np.eye(4)).max() < 4 / np.sqrt(len(IDS))


def test_normals_are_normal_also_in_odd_number() -> None:
    draws = STREAM.normal(IDS, 3)
    assert draws.shape == (20_000, 3)
    for column in draws.T:
        assert stats.kstest(column, "norm").pvalue > 1e-3
    assert abs(np.corrcoef(draws.T) - np.eye(3)).max() < 4 / np.sqrt(len(IDS))


@pytest.mark.parametrize("high", [1, 7, 120, (1 << 32) - 1, 1 << 32])
def test_integers_cover_their_range_evenly(high: int) -> None:
    draws = STREAM.integers(IDS, high, 2)
    assert draws.dtype == np.int64
    assert draws.min() >= 0
    assert draws.max() < high
    bins = min(high, 50)
    counts = np.bincount((draws.ravel() * bins) // high, minlength=bins)
    if bins > 1:
        expected = np.diff(-(-np.arange(bins + 1) * high // bins)) / high * draws.size
        assert stats.chisquare(counts, expected).pvalue > 1e-3


def test_integers_are_the_high_part_of_the_exact_product() -> None:
    ids = np.arange(300)
    words = STREAM.integers(ids, 1 << 32)[:, 0].tolist()  # the upper 32 bits of each word
    for high in (3, 1000, 3_000_000_019):
        for word, draw in zip(words, STREAM.integers(ids, high)[:, 0].tolist(), strict=True):
            assert word * high >> 32 <= draw <= ((word + 1) * high - 1) >> 32


@pytest.mark.parametrize("n", [0, 1, 2, 1000])
def test_a_permutation_holds_each_number_once(n: int) -> None:
    assert sorted(STREAM.permutation(n).tolist()) == list(range(n))


def test_permutations_of_three_are_equally_likely() -> None:
    orders = [tuple(Stream(s, "p").permutation(3).tolist()) for s in range(3000)]
    counts = [orders.count(order) for order in set(orders)]
    assert len(counts) == 6
    assert stats.chisquare(counts).pvalue > 1e-3


def test_generators_are_equal_for_equal_streams_only() -> None:
    assert STREAM.generator().random(3).tolist() == STREAM.generator().random(3).tolist()
    assert STREAM.generator().random(3).tolist() != STREAM.child(0).generator().random(3).tolist()


def test_addresses_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="high"):
        STREAM.integers(IDS, 0)
    with pytest.raises(ValueError, match="high"):
        STREAM.integers(IDS, (1 << 32) + 1)
    with pytest.raises(ValueError, match="view"):
        STREAM.uniform(IDS, 1, view=-1)
    with pytest.raises(ValueError, match="draws"):
        STREAM.uniform(np.arange(1), (2 << 28) + 1)
    with pytest.raises(ValueError, match="shape"):
        STREAM.uniform(np.zeros((2, 2), dtype=np.int64), 1)


def test_randomness_does_not_import_torch() -> None:
    code = "import sys, mezz.learn.randomness; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
