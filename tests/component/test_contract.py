from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from mezz.component.base import SPLITS
from mezz.component.contract import (
    Catalogue,
    ContractBroken,
    check_component,
    checks,
    declares_lightly,
    smallest,
)
from mezz.component.registry import BASES, kinds, load
from mezz.encoders.columns import Columns
from mezz.encoders.periodic import Periodic
from mezz.measures.error import Error
from mezz.models.mlp import Mlp
from mezz.symmetries.angle_turns import AngleTurns, SkewTurns
from mezz.worlds.kepler import Kepler
from mezz.worlds.ohlcv import Ohlcv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from mezz.component.base import Component, Split
    from mezz.component.examples import Examples
    from mezz.component.registry import Group
    from mezz.component.types import Emits, Invariance
    from mezz.component.views import Views

REGISTERED = [
    pytest.param(group, kind, check, id=f"{kind}-{check.__name__}")
    for group in BASES
    for kind in kinds(group)
    for check in checks(load(group, kind))
]
KEPLER = Kepler(train=6, unlabelled=0, validation=4, test=6)
COMPANY = Catalogue((KEPLER,), (AngleTurns(on="M", turns=3),))


@pytest.fixture(scope="module")
def everything(price_file: Path) -> Iterator[Catalogue]:
    """Yield the shipped catalogue, in a folder with the files it reads, and a world of labels."""
    said = [(n, v, (n + v) / 10, ("no", "yes")[n % 2]) for n in range(9) for v in (0, 1)]
    answers = [f"{n},{v},{p},{1 - p},{label}" for n, v, p, label in said]
    table = "\n".join(("example,view,no,yes,label", *answers))
    (price_file.parent / "predictions.csv").write_text(table, encoding="utf-8")
    drawn = np.random.default_rng(1).normal(size=(2, 90, 64))
    np.savez(price_file.parent / "arrays.npz", u=drawn[0], v=drawn[1], y=drawn.max(axis=(0, 2)))
    direction = Ohlcv(path=Path("prices.csv"), predict="direction", stale=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(price_file.parent)
        yield Catalogue.shipped(direction)


@pytest.mark.parametrize(("group", "kind", "check"), REGISTERED)
def test_every_registered_component_keeps_the_contract(
    group: Group, kind: str, check: Callable[..., None], everything: Catalogue
) -> None:
    check(smallest(group, kind), everything)


def test_a_label_world_keeps_the_contract(everything: Catalogue) -> None:
    labels = next(
        w for w in everything.worlds if w.emits().target.outputs == 2 and w.kind == "ohlcv"
    )
    check_component(labels, everything)


def test_every_shipped_component_is_tried_on_something(everything: Catalogue) -> None:
    assert {world.kind for world in everything.worlds} >= {"kepler", "ohlcv"}
    assert {symmetry.kind for symmetry in everything.symmetries} == set(kinds("symmetries"))


def test_declarations_import_neither_numpy_nor_torch() -> None:
    declares_lightly([smallest(group, kind) for group in BASES for kind in kinds(group)])


def test_a_world_without_its_data_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "ohlcv" not in {world.kind for world in Catalogue.shipped().worlds}


def test_a_component_that_fits_no_world_is_not_passed_unseen() -> None:
    with pytest.raises(ContractBroken, match="no world here fits `angle_turns`"):
        check_component(AngleTurns(on="elsewhere", turns=3), COMPANY)


def test_what_is_no_component_has_no_checks() -> None:
    with pytest.raises(TypeError, match="int is no world"):
        checks(int)  # type: ignore[arg-type]


# Each class below breaks one promise, and the contract says which.


class ForgetfulWorld(Kepler):
    """Draws anew whenever it is asked."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def sample(self, split: Split) -> Examples:
        drawn = super().sample(split)
        noise = np.random.default_rng().random(len(drawn))
        return drawn.moved(e=np.clip(noise, 0, 0.9))


class CrowdedWorld(Kepler):
    """Numbers the examples of every split from 0."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def sample(self, split: Split) -> Examples:
        drawn = super().sample(split)
        numbers = np.arange(len(drawn))
        return type(drawn)(drawn.fields, drawn.target, numbers, numbers)


class EntangledWorld(Kepler):
    """Numbers the splits one after the other, so that one size moves the rest."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def sample(self, split: Split) -> Examples:
        drawn = super().sample(split)
        before = SPLITS[: SPLITS.index(split)]
        ids = sum(getattr(self, name) for name in before) + np.arange(len(drawn))
        return type(drawn)(drawn.fields, drawn.target, ids, ids)


class MistakenOracle(Kepler):
    """Takes the mean anomaly for the eccentric one."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def oracle(self, examples: Examples) -> NDArray[np.float64]:
        mean = examples.fields["M"].astype(np.float64)
        return np.stack([np.sin(mean), np.cos(mean)], axis=1)


class UndeclaredWorld(Kepler):
    """Gives angles in single precision and one field too many."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def sample(self, split: Split) -> Examples:
        drawn = super().sample(split)
        return drawn.moved(extra=drawn.ids)


class HalfTurns(SkewTurns):
    """Turns by half a period, which is no symmetry of any angle."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    step = 0.5


class Stretch(AngleTurns):
    """Multiplies where it should add."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def act(  # type: ignore[misc]  # what a careless author does
        self, elements: NDArray[np.generic], examples: Examples, emits: Emits
    ) -> Examples:
        factor = np.asarray(elements, dtype=np.float64) + 1
        return examples.moved(M=examples.fields["M"].astype(np.float64) * factor)


class Meddler(AngleTurns):
    """Changes the eccentricity on the way."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def act(  # type: ignore[misc]  # what a careless author does
        self, elements: NDArray[np.generic], examples: Examples, emits: Emits
    ) -> Examples:
        moved = super().act(elements, examples, emits)
        return moved.moved(e=examples.fields["e"].astype(np.float64) / 2)


class Standing(AngleTurns):
    """Calls the view it finds canonical."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        return np.zeros(len(examples), dtype=np.int64)


class BatchScaled(Columns):
    """Divides by the largest value of the batch."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        encoded = super().encode(examples, emits)
        return np.asarray(encoded / encoded.max(axis=0))


class SecretlyPeriodic(Periodic):
    """Is invariant to turns and does not say so."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        return frozenset()


class Boaster(Columns):
    """Says that it is invariant to turns and is not."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        return AngleTurns(on="M", turns=2).changes()


class Upside(Error):  # noqa: N818  the error is a measure
    """Calls the larger error the better one."""

    direction = "higher"  # type: ignore[assignment]

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]


class FirstView(Error):  # noqa: N818  the error is a measure
    """Looks at the first view alone."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]

    def influence(self, views: Views) -> NDArray[np.float64]:
        missed = views.outputs[0] - views.examples.target.astype(np.float64)
        return np.asarray(np.square(missed).sum(axis=1))


class Open(Mlp, extra="ignore"):
    """Lets unknown keys pass."""

    kind: Literal["test_contract"] = "test_contract"  # type: ignore[assignment]


class Misnamed(Mlp):
    """Lies in a file of another name."""

    kind: Literal["elsewhere"] = "elsewhere"  # type: ignore[assignment]


SIZES: dict[str, Any] = {"train": 6, "unlabelled": 0, "validation": 4, "test": 6}
BROKEN: list[tuple[Component, str]] = [
    (ForgetfulWorld(**SIZES), "`train` sampled twice"),
    (CrowdedWorld(**SIZES), "an id appears twice"),
    (EntangledWorld(**SIZES), "`train` moves `unlabelled`|`train` moves `validation`"),
    (MistakenOracle(**SIZES), "the oracle's targets"),
    (UndeclaredWorld(**SIZES), "fields are"),
    (HalfTurns(on="M", turns=3), "the targets of moved examples"),
    (Stretch(on="M", turns=3), r"g\^-1 \(g x\) and x"),
    (Meddler(on="M", turns=3), r"it moves \['M', 'e'\]"),
    (Standing(on="M", turns=3), "the canonical forms of two views"),
    (BatchScaled(fields=("e", "M")), "row . depends on its company"),
    (SecretlyPeriodic(fields=("e", "M")), "invariant, and not declared"),
    (Boaster(fields=("e", "M")), "declared invariant"),
    (Upside(), "truth 0.0"),
    (FirstView(), "views in turn"),
    (Open(), "takes"),
    (Misnamed(), "kind `elsewhere` lies in a file named for"),
]


@pytest.mark.parametrize(
    ("component", "said"), BROKEN, ids=[type(each).__name__ for each, _ in BROKEN]
)
def test_a_broken_promise_is_named(component: Component, said: str) -> None:
    with pytest.raises(ContractBroken, match=said):
        check_component(component, COMPANY)


def test_the_company_of_the_broken_ones_is_sound() -> None:
    for component in (KEPLER, *COMPANY.symmetries, Columns(fields=("e", "M")), Error(), Mlp()):
        check_component(component, COMPANY)


def test_a_heavy_declaration_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "heavy.py").write_text(
        "import numpy\nfrom mezz.models.linear import Linear\nclass Heavy(Linear):\n    pass\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    import heavy  # type: ignore[import-not-found]

    with pytest.raises(ContractBroken, match="heavy imports numpy"):
        declares_lightly([heavy.Heavy()])
