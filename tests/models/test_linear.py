from __future__ import annotations

from mezz.encoders.columns import Columns
from mezz.models.linear import Linear
from mezz.worlds.kepler import Kepler


def test_it_is_one_affine_map() -> None:
    assert Linear().layers() == ()
    assert Linear().parameters(5, 2) == 12
    assert Linear().flops(5, 2) == 22


def test_it_is_invariant_to_nothing() -> None:
    assert Linear().invariances(Kepler().emits(), Columns(fields=("e", "M"))) == frozenset()
