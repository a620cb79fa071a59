from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.types import Invariance, Matrix, Vector
from mezz.encoders.invariants import Invariants
from mezz.symmetries.conjugation import Conjugation
from mezz.worlds.eigenvalues import Eigenvalues

WORLD = Eigenvalues(train=2, unlabelled=0, validation=2, test=50)


def test_it_hands_over_sums_of_powers_and_the_largest_entry() -> None:
    drawn = WORLD.sample("test")
    a = drawn.fields["A"].astype(float)
    spectra = np.linalg.eigvalsh(a)
    due = [(spectra**power).sum(axis=1) for power in (1, 2, 3, 4)]
    encoded = Invariants(on="A", powers=4).encode(drawn, WORLD.emits())
    assert np.allclose(encoded, np.stack([*due, np.abs(a).max(axis=(1, 2))], axis=1), atol=1e-10)


def test_no_numbering_shows() -> None:
    drawn, emits, encoder = WORLD.sample("test"), WORLD.emits(), Invariants(on="A")
    symmetry = Conjugation(on="A", size=6)
    plain = encoder.encode(drawn, emits)
    for p in symmetry.group().elements()[::60]:
        moved = symmetry.act(np.broadcast_to(p, (50, 6)), drawn, emits)
        assert np.allclose(encoder.encode(moved, emits), plain, rtol=0, atol=1e-12)
    assert symmetry.changes() <= encoder.invariances(emits)
    assert encoder.invariances(emits) == {Invariance("conjugation", "A")}


def test_it_reads_a_matrix_and_nothing_else() -> None:
    encoder = Invariants(on="A", powers=2)
    assert encoder.reads() == {"A"}
    assert encoder.accepts("A", Matrix(3))
    assert not encoder.accepts("A", Vector(3))
    assert encoder.width(WORLD.emits()) == 3


def test_a_higher_power_costs_a_product_more() -> None:
    one, two, three, four = (
        Invariants(on="A", powers=powers).flops(WORLD.emits()) for powers in (1, 2, 3, 4)
    )
    assert 0 < one < two < three < four
    assert four - three == (three - two) == 2 * 6**3 + 2 * 6**2


def test_powers_are_one_to_eight() -> None:
    with pytest.raises(ValidationError):
        Invariants(on="A", powers=0)
    with pytest.raises(ValidationError):
        Invariants(on="A", powers=9)
