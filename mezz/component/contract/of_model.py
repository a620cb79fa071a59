"""What every model keeps to, tried behind raw fields of the worlds it can read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mezz.component.contract.broken import require
from mezz.component.contract.catalogue import elements_of, fits
from mezz.component.raw import RawEncoder
from mezz.component.registry import load
from mezz.component.symmetry import Elementary, visible_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Encoder, Model, World
    from mezz.component.contract.catalogue import Catalogue
    from mezz.component.examples import Examples
    from mezz.component.types import Emits

    Answers = Callable[[Examples], NDArray[np.float64]]

_ROUNDING = 1e-9
"""Relative deviation that arithmetic in double precision may leave."""

_VISIBLE = 1e-7
"""Relative deviation below which a change does not show."""


def network_is_as_declared(model: Model, catalogue: Catalogue) -> None:
    """Hidden widths are positive, parameters are counted one by one, and the network answers."""
    import numpy as np

    from mezz.learn.network import init
    from mezz.learn.randomness import Stream

    require(all(width >= 1 for width in model.layers()), f"hidden widths {model.layers()}")
    for world, encoder in _read_by(model, catalogue):
        emits, examples = world.emits(), world.sample("test")
        inputs, outputs = encoder.width(emits), emits.target.outputs
        shape = model.shape(inputs, outputs)
        told = (shape.inputs, shape.outputs)
        require(told == (inputs, outputs), f"a network of {told}, asked for {(inputs, outputs)}")
        counted = sum(value.size for value in init(shape, Stream(0, "contract")).values())
        require(model.parameters(inputs, outputs) == counted, f"it has {counted} parameters")
        require(model.flops(inputs, outputs) > 0, "it costs nothing")
        answers = _network(model, encoder, emits)(examples)
        require(answers.shape == (len(examples), outputs), f"it answers {answers.shape}")
        require(bool(np.isfinite(answers).all()), "it answers numbers that are not finite")


def invariant_where_it_says_so(model: Model, catalogue: Catalogue) -> None:
    """A declared invariance holds, and none is there that is not declared.

    Answers count after they have been moved back, where the target moves.
    """
    import numpy as np

    from mezz.groups.group import Group

    for world, encoder in _read_by(model, catalogue):
        emits, examples = world.emits(), world.sample("test")
        network = _network(model, encoder, emits)
        plain = network(examples)
        scale = float(np.abs(plain).max())
        for symmetry in catalogue.symmetries:
            if not fits(symmetry, emits):
                continue
            moved = {name.partition(".")[0] for name in symmetry.moves(emits)}
            if not moved & encoder.reads():
                continue
            changes = visible_changes(symmetry, emits, encoder.reads())
            blind = changes <= model.invariances(emits, encoder)
            group, shown = symmetry.group(), 0.0
            for g in elements_of(symmetry, len(examples)):
                answers = network(symmetry.act(g, examples, emits))
                if symmetry.carries_target(emits) and isinstance(group, Group):
                    answers = symmetry.transport(group.inverse(g), answers, emits)
                shown = max(shown, float(np.abs(answers - plain).max()))
            told = f"`{model.kind}` under `{symmetry.kind}` changes by {shown:.1e} of {scale:.1e}"
            require(not blind or shown <= _ROUNDING * scale, f"{told}: declared invariant")
            # The first elements of a composition may leave alone what the model reads.
            seen = blind or shown > _VISIBLE * scale or not isinstance(symmetry, Elementary)
            require(seen, f"{told}: invariant, and not declared")


def _read_by(model: Model, catalogue: Catalogue) -> Iterator[tuple[World, Encoder]]:
    """Yield every world with each field, raw, that the model can read."""
    made = load("encoders", "columns")
    for world in catalogue.worlds:
        emits = world.emits()
        for name, type_ in emits.fields.items():
            encoder = made.model_validate_json(json.dumps({"kind": "columns", "fields": [name]}))
            assert isinstance(encoder, RawEncoder)
            if encoder.accepts(name, type_) and not model.faults(emits, encoder):
                yield world, encoder


def _network(model: Model, encoder: Encoder, emits: Emits) -> Answers:
    """Return a network of random weights, which answers examples with `(N, C)` float64."""
    import torch

    from mezz.learn.network import Layer, forward, init
    from mezz.learn.randomness import Stream

    shape = model.shape(encoder.width(emits), emits.target.outputs)
    params = {
        name: torch.from_numpy(value).double()
        for name, value in init(shape, Stream(0, "contract")).items()
    }
    numbers = range(len(shape.layers))
    layers = [Layer(params[f"layers.{n}.weight"], params[f"layers.{n}.bias"]) for n in numbers]

    def answers(examples: Examples) -> NDArray[np.float64]:
        rows = torch.from_numpy(encoder.encode(examples, emits))
        told: NDArray[np.float64] = forward(shape, layers, rows).numpy()
        return told

    return answers
