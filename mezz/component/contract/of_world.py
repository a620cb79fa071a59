"""What every world keeps to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.base import SPLITS
from mezz.component.contract.broken import close, require, same_examples
from mezz.component.types import Label

if TYPE_CHECKING:
    from mezz.component.base import World
    from mezz.component.contract.catalogue import Catalogue
    from mezz.component.examples import Examples
    from mezz.component.types import Emits


def sizes_agree(world: World, catalogue: Catalogue) -> None:
    """Declared, probed and sampled sizes are the same, and there is something to judge by."""
    declared, probed = world.sizes(), world.probe()
    require(set(declared) == set(SPLITS), f"sizes() speaks of {sorted(declared)}")
    require(not probed.shortage, f"{world.kind} is short: {probed.shortage}")
    for split in SPLITS:
        got = len(world.sample(split))
        require(probed.sizes[split] == got, f"`{split}` was probed as {probed.sizes[split]}: {got}")
        require(declared[split] in (None, got), f"`{split}` was declared {declared[split]}: {got}")
    require(probed.sizes["test"] >= 2, "fewer than two test examples")


def samples_what_it_declares(world: World, catalogue: Catalogue) -> None:
    """Fields, parts, target, dtypes and shapes are as `emits` says, and every number is finite."""
    import numpy as np

    emits = world.emits()
    named = set(emits.fields) | {
        f"{name}.{part}" for name, type_ in emits.fields.items() for part in type_.parts
    }
    for split in SPLITS:
        examples = world.sample(split)
        n = len(examples)
        require(set(examples.fields) == named, f"fields are {sorted(examples.fields)}")
        for name, values in {**examples.fields, "target": examples.target}.items():
            require(len(values) == n, f"`{name}` has {len(values)} rows of {n}")
            numeric = values.dtype.kind in "fc"
            require(not numeric or bool(np.isfinite(values).all()), f"`{name}` is not finite")
        _target_is_as_declared(emits, examples)
        for name in ("ids", "units"):
            values = getattr(examples, name)
            require(values.shape == (n,) and values.dtype == np.int64, f"{name} are not int64")


def draws_the_same_again(world: World, catalogue: Catalogue) -> None:
    """Two worlds of one config sample the same bits; another seed draws others."""
    again = type(world).model_validate_json(world.model_dump_json())
    for split in SPLITS:
        same_examples(world.sample(split), again.sample(split), f"`{split}` sampled twice")
    if world.probe().available is None:
        other = world.model_copy(update={"seed": world.seed + 1}).sample("test")
        same = all(
            (values == other.fields[name]).all()
            for name, values in world.sample("test").fields.items()
        )
        require(not same, "another seed draws the same examples")


def splits_are_apart(world: World, catalogue: Catalogue) -> None:
    """No identity appears twice, and no unit in two splits."""
    samples = [world.sample(split) for split in SPLITS]
    ids = [int(each) for examples in samples for each in examples.ids]
    require(len(ids) == len(set(ids)), "an id appears twice")
    units = [set(examples.units.tolist()) for examples in samples]
    require(sum(map(len, units)) == len(set().union(*units)), "two splits share a unit")


def sizes_do_not_interfere(world: World, catalogue: Catalogue) -> None:
    """Another size of one split leaves the examples of all splits as they were, by identity.

    In a generated world the other splits keep their rows as well; where data are finite, rows may
    move between splits.
    """
    import numpy as np

    for split in SPLITS:
        size = world.probe().sizes[split]
        if split not in type(world).model_fields or size < 4:
            continue
        smaller = world.model_copy(update={split: size // 2})
        for other in SPLITS:
            before, after = world.sample(other), smaller.sample(other)
            if other != split and world.probe().available is None:
                require(np.array_equal(before.ids, after.ids), f"`{split}` moves `{other}`")
            _, here, there = np.intersect1d(before.ids, after.ids, return_indices=True)
            what = f"`{other}` after `{split}` shrank"
            same_examples(before.take(here), after.take(there), what)


def oracle_knows_the_target(world: World, catalogue: Catalogue) -> None:
    """An oracle agrees with the targets; a world without one returns None."""
    examples = world.sample("test")
    truth = world.oracle(examples)
    require((truth is not None) == world.emits().oracle, "`oracle` and `emits` disagree")
    if truth is not None:
        close(truth, examples.target, "the oracle's targets")


def baselines_predict(world: World, catalogue: Catalogue) -> None:
    """Each declared baseline gives finite predictions, probabilities where they are due."""
    import numpy as np

    train, test = world.sample("train"), world.sample("test")
    emits = world.emits()
    for name in emits.baselines:
        said = world.baseline(name, train, test)
        require(said.shape == (len(test), emits.target.outputs), f"`{name}` gives {said.shape}")
        require(bool(np.isfinite(said).all()), f"`{name}` is not finite")
        if isinstance(emits.target, Label):
            close(said.sum(axis=1), np.ones(len(test)), f"the probabilities of `{name}`")


def _target_is_as_declared(emits: Emits, examples: Examples) -> None:
    import numpy as np

    n, target = len(examples), examples.target
    if isinstance(emits.target, Label):
        sound = target.shape == (n,) and target.dtype == np.int64
        require(sound, f"labels are {target.shape} {target.dtype}")
        classes = set(np.unique(target).tolist())
        require(classes <= set(range(emits.target.outputs)), f"labels are {sorted(classes)}")
    else:
        sound = target.shape == (n, emits.target.outputs) and target.dtype == np.float64
        require(sound, f"targets are {target.shape} {target.dtype}")
