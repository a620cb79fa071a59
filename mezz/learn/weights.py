"""A fitted model on disk: `model.safetensors` and `config.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import load_file
from safetensors.numpy import save as to_bytes

from mezz.learn.cnn import CnnShape
from mezz.learn.deep_sets import DeepSetsShape
from mezz.learn.mlp import MlpShape
from mezz.learn.network import check_parameters
from mezz.learn.scale import Scaler

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mezz.learn.network import Parameters
    from mezz.learn.shape import Shape

_FORMATS: dict[str, Callable[..., Shape]] = {
    f"mezz-{shape.word}-1": shape for shape in (MlpShape, DeepSetsShape, CnnShape)
}
_BESIDE = frozenset({"format", "activation", "about"})
_MODEL, _CONFIG = "model.safetensors", "config.json"
_MEAN, _SCALE = "scaler.mean", "scaler.scale"


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A model as `predict` takes it, and whatever JSON its maker wants to keep `about` it."""

    params: Parameters
    shape: Shape
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
        "format": f"mezz-{weights.shape.word}-1",
        "activation": "gelu",
        "about": dict(weights.about),
        **asdict(weights.shape),  # type: ignore[call-overload]
    }
    (folder / _CONFIG).write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", "utf-8")


def load(folder: Path) -> Weights:
    """Read a model that `save` wrote.

    Raises:
        OSError: if a file is missing.
        ValueError: if the folder holds something else.
    """
    config = json.loads((folder / _CONFIG).read_text("utf-8"))
    if config.get("format") not in list(_FORMATS):
        raise ValueError(f"{folder / _CONFIG} is of none of the formats {', '.join(_FORMATS)}")
    shape = _shape(config)
    tensors = load_file(folder / _MODEL)
    scaler = Scaler(tensors.pop(_MEAN), tensors.pop(_SCALE)) if _MEAN in tensors else None
    check_parameters(tensors, shape)
    return Weights(tensors, shape, scaler, config["about"])


def _shape(config: Mapping[str, Any]) -> Shape:
    """Return the shape that a config tells; JSON knows no tuples."""
    told = {name: value for name, value in config.items() if name not in _BESIDE}
    made = _FORMATS[config["format"]]
    return made(**{k: tuple(v) if isinstance(v, list) else v for k, v in told.items()})
