from __future__ import annotations

import pytest
from pydantic import ValidationError

from mezz.encoders.columns import Columns
from mezz.models.mlp import Mlp
from mezz.worlds.kepler import Kepler


def test_it_has_the_hidden_widths_of_its_config() -> None:
    model = Mlp.model_validate_json('{"hidden": [8, 4]}')
    assert model.layers() == (8, 4)
    assert model.parameters(3, 2) == (3 * 8 + 8) + (8 * 4 + 4) + (4 * 2 + 2)
    assert model.flops(3, 2) == (2 * 24 + 8) + 8 + (2 * 32 + 4) + 4 + (2 * 8 + 2)


def test_it_is_invariant_to_nothing() -> None:
    assert Mlp().invariances(Kepler().emits(), Columns(fields=("e", "M"))) == frozenset()


@pytest.mark.parametrize(
    "hidden", ["[]", "[0]", "[8193]", "[1, 1, 1, 1, 1, 1, 1, 1, 1]", "[2.0]", "[true]", "16"]
)
def test_absurd_sizes_are_refused(hidden: str) -> None:
    with pytest.raises(ValidationError):
        Mlp.model_validate_json(f'{{"hidden": {hidden}}}')
