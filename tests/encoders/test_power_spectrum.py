from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.types import Emits, Field, Invariance, Scalar, Signal, Value
from mezz.encoders.power_spectrum import PowerSpectrum
from mezz.symmetries.circular_shift import CircularShift
from mezz.symmetries.mirror import Mirror
from mezz.worlds.integration import Integration

TWO = Emits({"u": Signal((6,), "x"), "v": Signal((5,), "z"), "e": Scalar()}, Value(("y",)))


def test_it_is_the_squared_modulus_of_the_sums_that_define_it() -> None:
    rng = np.random.default_rng(0)
    u, v, ids = rng.normal(size=(3, 6)), rng.normal(size=(3, 5)), np.arange(3)
    encoder = PowerSpectrum(fields=("u", "v"))
    found = encoder.encode(Examples({"u": u, "v": v}, np.zeros((3, 1)), ids, ids), TWO)
    for at, (signal, n) in enumerate(((u, 6), (v, 5))):
        k = np.arange(n // 2 + 1)
        waves = np.exp(-2j * np.pi * np.outer(np.arange(n), k) / n)
        due = np.abs(signal @ waves / n) ** 2
        assert np.allclose(found[:, at * 4 :][:, : len(k)], due, rtol=1e-13, atol=1e-16)
    assert found.shape == (3, encoder.width(TWO)) == (3, 7)


def test_neither_a_shift_nor_a_mirror_shows() -> None:
    world = Integration(train=2, unlabelled=0, validation=2, test=64)
    emits, examples = world.emits(), world.sample("test")
    encoder = PowerSpectrum(fields=("f",))
    plain = encoder.encode(examples, emits)
    moved = CircularShift(on="f").act(np.arange(64), examples, emits)
    moved = Mirror(on="f", sign=-1).act(np.arange(64) % 2, moved, emits)
    assert np.allclose(encoder.encode(moved, emits), plain, rtol=0, atol=1e-15)


def test_it_declares_what_cannot_show_on_every_grid() -> None:
    assert PowerSpectrum(fields=("u",)).invariances(TWO) == {
        Invariance(change, name) for change in ("circular_shift", "mirror") for name in ("u", "v")
    }


def test_the_mean_square_is_the_sum_of_its_lines() -> None:
    world = Integration(train=2, unlabelled=0, validation=2, test=50)
    examples = world.sample("test")
    lines = PowerSpectrum(fields=("f",)).encode(examples, world.emits())
    twice = np.array([1.0, *[2.0] * 31, 1.0])
    square = np.square(examples.fields["f"].astype(np.float64)).mean(axis=1)
    assert np.allclose(lines @ twice, square, rtol=1e-13)


def test_it_reads_signals_alone_and_each_once() -> None:
    encoder = PowerSpectrum(fields=("u",))
    assert encoder.reads() == {"u"}
    assert encoder.accepts("u", Signal((8,)))
    assert not encoder.accepts("u", Field((8, 8)))
    assert not encoder.accepts("e", Scalar())
    with pytest.raises(ValidationError):
        PowerSpectrum(fields=("u", "u"))
