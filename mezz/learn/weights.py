"""A fitted model on disk: `model.safetensors` and `config.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import load_file
from safetensors.numpy import save as to_bytes

from mezz.learn.mlp import MlpShape, check_parameters
from mezz.learn.scale import Scaler

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mezz.learn.mlp import Parameters

_FORMAT = "mezz-mlp-1"
_MODEL, _CONFIG = "model.safetensors", "config.json"
_MEAN, _SCALE = "scaler.mean", "scaler.scale"


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A model as `predict` takes it, and whatever JSON its maker wants to keep `about` it."""

    params: Parameters
    shape: MlpShape
    scaler: Scaler | None
    about: Mapping[str, Any]


def save(folder: Path, weights: Weights) -> None:
    """Write a model into a folder that exists.

    `model.safetensors` holds the float32 parameters and, of a scaler, its float64 mean and scale;
    `config.json` the format's name, the shape, the activation, and `about`. Equal models are equal
    bytes.

    Raises:
        ValueError: if the parameters are not of the shape.
    """
    check_parameters(weights.params, weights.shape)
    tensors: dict[str, Any] = dict(weights.params)
    if weights.scaler is not None:
        tensors |= {_MEAN: weights.scaler.mean, _SCALE: weights.scaler.scale}
    whole = {name: np.ascontiguousarray(value) for name, value in tensors.items()}
    # Written by Python, so that a full disk is the OSError that everybody knows.
    (folder / _MODEL).write_bytes(to_bytes(whole))
    config = {
        "format": _FORMAT,
        "activation": "gelu",
        "about": dict(weights.about),
        **asdict(weights.shape),
    }
    (folder / _CONFIG).write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", "utf-8")


def load(folder: Path) -> Weights:
    """Read a model that `save` wrote.

    Raises:
        OSError: if a file is missing.
        ValueError: if the folder holds something else.
    """
    config = json.loads((folder / _CONFIG).read_text("utf-8"))
    if config.get("format") != _FORMAT:
        raise ValueError(f"{folder / _CONFIG} is not of the format {_FORMAT}")
    shape = MlpShape(config["inputs"], tuple(config["hidden"]), config["outputs"])
    tensors = load_file(folder / _MODEL)
    scaler = Scaler(tensors.pop(_MEAN), tensors.pop(_SCALE)) if _MEAN in tensors else None
    check_parameters(tensors, shape)
    return Weights(tensors, shape, scaler, config["about"])
