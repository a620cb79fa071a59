from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.types import Angle, Emits, Invariance, Scalar, Value
from mezz.encoders.periodic import Periodic

CLOCK = Emits({"hour": Angle(24.0), "load": Scalar(), "day": Angle(7.0)}, Value(("y",)))


def hours(*at: float) -> Examples:
    ids = np.arange(len(at))
    fields = {"hour": np.array(at), "load": np.array(at) / 10, "day": np.array(at) / 24}
    return Examples(fields, np.zeros((len(at), 1)), ids, ids)


def test_an_angle_becomes_a_point_on_the_circle_of_its_period() -> None:
    encoded = Periodic(fields=("hour",)).encode(hours(0, 6, 12, 18), CLOCK)
    assert np.allclose(encoded, [[0, 1], [1, 0], [0, -1], [-1, 0]], atol=1e-15)


def test_scalars_stay_as_they_are_among_the_harmonics() -> None:
    encoder = Periodic(fields=("load", "hour"), harmonics=2)
    encoded = encoder.encode(hours(3), CLOCK)
    root = np.sqrt(0.5)
    assert np.allclose(encoded, [[0.3, root, root, 1, 0]], atol=1e-15)
    assert encoder.width(CLOCK) == 5


def test_it_declares_turns_of_every_angle_it_reads() -> None:
    assert Periodic(fields=("load", "hour", "day")).invariances(CLOCK) == {
        Invariance("angle_turns", "hour"),
        Invariance("angle_turns", "day"),
    }
    assert Periodic(fields=("load",)).invariances(CLOCK) == frozenset()


def test_every_harmonic_costs_a_sine_and_a_cosine() -> None:
    one, three = (Periodic(fields=("hour", "load"), harmonics=h).flops(CLOCK) for h in (1, 3))
    assert three == 3 * one > 0
    assert Periodic(fields=("load",)).flops(CLOCK) == 0


def test_an_encoder_without_harmonics_is_refused() -> None:
    with pytest.raises(ValidationError):
        Periodic(fields=("hour",), harmonics=0)
    with pytest.raises(ValidationError, match="each field once"):
        Periodic(fields=("hour", "hour"))
