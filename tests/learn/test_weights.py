from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.learn.mlp import MlpShape
from mezz.learn.network import init
from mezz.learn.predict import predict
from mezz.learn.randomness import Stream
from mezz.learn.scale import Scaler
from mezz.learn.weights import Weights, load, save

if TYPE_CHECKING:
    from pathlib import Path

SHAPE = MlpShape(4, (9, 6), 3)
BANK = np.random.default_rng(0).normal(2.0, 3.0, (2, 30, 4)).astype(np.float32)


@pytest.mark.parametrize("scaler", [None, Scaler.fit(BANK)], ids=["as it is", "scaled"])
def test_a_model_comes_back_bit_for_bit(tmp_path: Path, scaler: Scaler | None) -> None:
    params = init(SHAPE, Stream(0, "init"))
    save(tmp_path, Weights(params, SHAPE, scaler, {"classes": ["a", "b", "c"]}))
    back = load(tmp_path)
    assert back.shape == SHAPE
    assert back.about == {"classes": ["a", "b", "c"]}
    assert (back.scaler is None) == (scaler is None)
    assert np.array_equal(
        predict(back.params, back.shape, back.scaler, BANK), predict(params, SHAPE, scaler, BANK)
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "model.safetensors"]


def test_equal_models_are_equal_bytes(tmp_path: Path) -> None:
    params, scaler = init(SHAPE, Stream(0, "init")), Scaler.fit(BANK)
    for name, order in (("one", 1), ("two", -1)):
        (tmp_path / name).mkdir()
        save(tmp_path / name, Weights(dict(list(params.items())[::order]), SHAPE, scaler, {}))
    for file in ("model.safetensors", "config.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_the_config_is_plain_json(tmp_path: Path) -> None:
    save(tmp_path, Weights(init(SHAPE, Stream(0, "init")), SHAPE, None, {}))
    assert json.loads((tmp_path / "config.json").read_text("utf-8")) == {
        "about": {},
        "activation": "gelu",
        "format": "mezz-mlp-1",
        "hidden": [9, 6],
        "inputs": 4,
        "outputs": 3,
    }


def test_another_format_and_another_shape_are_refused(tmp_path: Path) -> None:
    params = init(SHAPE, Stream(0, "init"))
    with pytest.raises(ValueError, match="parameters"):
        save(tmp_path, Weights(params, MlpShape(4, (9, 6), 2), None, {}))
    save(tmp_path, Weights(params, SHAPE, None, {}))
    config = json.loads((tmp_path / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(config | {"outputs": 2}), "utf-8")
    with pytest.raises(ValueError, match="parameters"):
        load(tmp_path)
    (tmp_path / "config.json").write_text("{}", "utf-8")
    with pytest.raises(ValueError, match="format"):
        load(tmp_path)
