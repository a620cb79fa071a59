from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.api import validate
from mezz.component import types
from mezz.component.base import SPLITS
from mezz.component.failure import BadData, Unavailable
from mezz.symmetries.circular_shift import CircularShift
from mezz.worlds.arrays import Arrays

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

N = 100
RNG = np.random.default_rng(11)
DATA: dict[str, Any] = {
    "s": RNG.normal(size=N),
    "a": RNG.uniform(0, 24, N),
    "v": RNG.normal(size=(N, 3)),
    "m": RNG.normal(size=(N, 2, 2)),
    "f": RNG.normal(size=(N, 2, 5)),
    "u": RNG.normal(size=(N, 6)).astype(np.float32),
    "z": RNG.normal(size=(N, 3)),
    "t": RNG.integers(0, 9, N),
    "y": RNG.normal(size=(N, 2)),
    "c": RNG.integers(0, 3, N),
    "word": RNG.choice(["cat", "dog", "eel"], N),
    "who": RNG.choice([f"p{n}" for n in range(25)], N),
    "number": RNG.integers(0, 25, N),
    "part": RNG.choice(list(SPLITS), N),
}
FIELDS: dict[str, Any] = {
    "s": {"type": "scalar"},
    "hour": {"type": "angle", "key": "a", "period": 24.0},
    "v": {"type": "vector", "size": 3, "axis": "j"},
    "m": {"type": "matrix", "size": 2},
    "f": {"type": "field", "grid": [2, 5], "axis": "xy"},
    "u": {"type": "signal", "size": 6},
    "z": {"type": "state", "names": ["x", "y", "z"]},
    "t": {"type": "time", "period": 9.0},
}
TARGET: dict[str, Any] = {"key": "y", "names": ["p", "q"], "unit": "m"}


def world(path: Path, **more: Any) -> Arrays:
    config = {"kind": "arrays", "path": path, "fields": FIELDS, "target": TARGET, **more}
    return Arrays.model_validate(config, strict=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    np.savez(tmp_path / "data.npz", **DATA)
    return tmp_path / "data.npz"


def test_fields_are_what_the_config_alone_says(tmp_path: Path) -> None:
    emits = world(tmp_path / "nowhere.npz", unit="who").emits()
    assert emits.fields == {
        "s": types.Scalar(),
        "hour": types.Angle(24.0),
        "v": types.Vector(3, "j"),
        "m": types.Matrix(2, "i"),
        "f": types.Field((2, 5), "xy"),
        "u": types.Signal((6,), "x"),
        "z": types.State(("x", "y", "z")),
        "t": types.Time(9.0),
    }
    assert emits.target == types.Value(("p", "q"), "m", "")
    assert (emits.unit, emits.ordered, emits.oracle) == ("who", False, False)


def test_rows_are_those_of_the_file(file: Path) -> None:
    arrays = world(file, train=0.5, unlabelled=0.2)
    assert arrays.probe().sizes == {"train": 50, "unlabelled": 20, "validation": 10, "test": 20}
    seen = []
    for split in SPLITS:
        drawn = arrays.sample(split)
        for name, key in (("hour", "a"), ("u", "u"), ("f", "f"), ("m", "m"), ("t", "t")):
            assert np.array_equal(drawn.fields[name], DATA[key][drawn.ids].astype(np.float64))
            assert drawn.fields[name].dtype == np.float64
        assert np.array_equal(drawn.target, DATA["y"][drawn.ids])
        seen += drawn.ids.tolist()
    assert sorted(seen) == list(range(N))


@pytest.mark.parametrize("ending", ["h5", "zarr"])
def test_other_formats_give_the_same_examples(ending: str, file: Path, tmp_path: Path) -> None:
    other = tmp_path / f"data.{ending}"
    if ending == "h5":
        h5py = pytest.importorskip("h5py")
        with h5py.File(other, "w") as made:
            for name, values in DATA.items():
                made[name] = values.astype(object) if values.dtype.kind == "U" else values
    else:
        import zarr

        group = zarr.open_group(str(other), mode="w", zarr_format=2)
        for name, values in DATA.items():
            group.create_array(name, data=values)
    for split in SPLITS:
        here, there = (world(path, unit="who").sample(split) for path in (file, other))
        assert here.arrays().keys() == there.arrays().keys()
        for name, values in here.arrays().items():
            assert np.array_equal(values, there.arrays()[name])


def test_numbers_of_rows_are_kept_to_the_letter(file: Path) -> None:
    arrays = world(file, train=31, validation=7, test=13)
    assert arrays.sizes() == {"train": 31, "unlabelled": 0, "validation": 7, "test": 13}
    assert arrays.probe().sizes == arrays.sizes()


@pytest.mark.parametrize("unit", ["who", "number"])
def test_a_unit_is_never_divided(unit: str, file: Path) -> None:
    arrays = world(file, unit=unit, train=0.5, unlabelled=0.1, test=0.3)
    owners = [set(DATA[unit][arrays.sample(split).ids].tolist()) for split in SPLITS]
    assert sum(map(len, owners)) == len(set().union(*owners)) == 25
    sizes = arrays.probe().sizes
    assert sum(sizes.values()) == N
    assert abs(sizes["train"] - 50) <= 10
    assert set(arrays.sizes().values()) == {None}


def test_splits_follow_the_hash_and_not_the_order_of_rows(file: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.npz"
    np.savez(turned, **{name: values[::-1] for name, values in DATA.items()})
    for split in SPLITS:
        here, there = (world(path, unit="who").sample(split) for path in (file, turned))
        assert set(DATA["who"][here.ids]) == set(DATA["who"][::-1][there.ids])
    test = world(file).sample("test").ids
    assert test.tolist() != list(range(80, 100))
    assert world(file, seed=1).sample("test").ids.tolist() != test.tolist()


def test_ordered_rows_are_cut_in_order_and_blocks_stay_whole(file: Path) -> None:
    arrays = world(file, ordered=True, block=8)
    emits = arrays.emits()
    assert (emits.ordered, emits.block, emits.unit) == (True, 8, "block")
    train, validation, test = (arrays.sample(s).ids for s in ("train", "validation", "test"))
    assert train.tolist() == list(range(72))
    assert validation.tolist() == list(range(72, 80))
    assert test.tolist() == list(range(80, 100))
    assert (arrays.sample("test").units == np.arange(80, 100) // 8).all()


def test_a_key_may_say_the_split(file: Path, tmp_path: Path) -> None:
    for part in (DATA["part"], np.array([SPLITS.index(one) for one in DATA["part"]])):
        np.savez(tmp_path / "part.npz", **{**DATA, "part": part})
        arrays = world(tmp_path / "part.npz", split="part")
        assert set(arrays.sizes().values()) == {None}
        for split in SPLITS:
            assert (
                arrays.sample(split).ids.tolist() == np.flatnonzero(DATA["part"] == split).tolist()
            )


def test_a_unit_in_two_splits_is_named(file: Path) -> None:
    said = r"data.npz, `part`, row \d+ of 100: it is in `\w+`, and row \d+, of the same `who`, in"
    with pytest.raises(BadData, match=said):
        world(file, split="part", unit="who").probe()


@pytest.mark.parametrize("key", ["c", "word"])
def test_classes_are_named_or_numbered(key: str, file: Path) -> None:
    names = ["cat", "dog", "eel"]
    arrays = world(file, target={"type": "label", "key": key, "names": names})
    assert arrays.emits().target == types.Label(("cat", "dog", "eel"))
    drawn = arrays.sample("train")
    due = [int(one) if key == "c" else names.index(str(one)) for one in DATA[key][drawn.ids]]
    assert drawn.target.tolist() == due
    assert drawn.target.dtype == np.int64


@pytest.mark.parametrize(
    ("key", "names", "said"),
    [
        (
            "word",
            ["cat", "dog", "eels"],
            r"`word`, row \d+ of 100: `eel` is not known; did you mean",
        ),
        ("c", ["cat", "dog"], r"`c`, row \d+ of 100: `2` is not known"),
        ("s", ["cat", "dog"], r"`s`, row 1 of 100: `.*` is no whole number"),
    ],
)
def test_an_unknown_class_is_named_by_its_row(
    key: str, names: list[str], said: str, file: Path
) -> None:
    arrays = world(file, target={"type": "label", "key": key, "names": names})
    with pytest.raises(BadData, match=rf"data.npz, {said}"):
        arrays.sample("train")


def test_a_target_on_the_axis_of_a_signal_moves_with_it(file: Path) -> None:
    target = {"key": "u", "size": 6, "axis": "x"}
    arrays = world(file, fields={"u": FIELDS["u"]}, target=target)
    emits, drawn = arrays.emits(), arrays.sample("test")
    assert emits.target.names == ("u0", "u1", "u2", "u3", "u4", "u5")
    shift, elements = CircularShift(on="u", grid=(6,)), np.full(20, 2)
    carried = shift.transport(elements, drawn.target.astype(float), emits)
    assert np.array_equal(carried, shift.act(elements, drawn, emits).fields["u"])


def test_a_target_on_a_grid_is_flattened(file: Path) -> None:
    drawn = world(file, target={"key": "f", "size": 10}).sample("test")
    assert np.array_equal(drawn.target, DATA["f"][drawn.ids].reshape(20, 10))


# What can be wrong with a file.


def lacking(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda data: data.pop(name)


def instead(name: str, change: Callable[[Any], Any]) -> Callable[[dict[str, Any]], None]:
    return lambda data: data.update({name: change(data[name])})


HEADERS = [
    (lacking("u"), r"has no array `u`"),
    (instead("u", lambda u: u[:, :5]), "`u` holds 100 rows of 5, and a signal of 6 a row is due"),
    (instead("m", lambda m: m[:, :, :1]), "`m` holds 100 rows of 2 x 1, and a matrix of 2 x 2"),
    (instead("s", lambda s: s[:, None]), "`s` holds 100 rows of 1, and a scalar of one number"),
    (instead("s", lambda s: s[0]), "`s` holds a single entry, and a scalar of one number a row"),
    (instead("y", lambda y: y[:, :1]), "`y` holds 100 rows of 1, and a value of 2 a row is due"),
    (instead("v", lambda v: v[:99]), "arrays differ in their number of rows: .*`v` 99"),
    (instead("u", lambda u: u.astype(str)), "`u` is 100 x 6 <U.*, and numbers are due"),
    (instead("u", lambda u: u.astype(object)), "`u` holds pickled objects, which are never loaded"),
]


@pytest.mark.parametrize(("change", "said"), HEADERS)
def test_a_file_that_is_not_as_declared_is_refused_by_its_headers(
    change: Callable[[dict[str, Any]], None], said: str, tmp_path: Path
) -> None:
    data = dict(DATA)
    change(data)
    np.savez(tmp_path / "data.npz", **data)
    arrays = world(tmp_path / "data.npz")
    for look in (arrays.probe, lambda: arrays.sample("train")):
        with pytest.raises(BadData, match=f"data.npz.*{said}"):
            look()


@pytest.mark.parametrize("key", ["u", "y"])
def test_a_row_that_is_not_finite_is_named(key: str, tmp_path: Path) -> None:
    values = DATA[key].copy()
    values[41, 1] = np.nan
    np.savez(tmp_path / "data.npz", **{**DATA, key: values})
    arrays = world(tmp_path / "data.npz")
    arrays.probe()  # headers alone cannot know
    with pytest.raises(BadData, match=rf"data.npz, `{key}`, row 42 of 100: `nan` is no finite"):
        arrays.sample("train")


def test_more_rows_than_there_are_and_splits_that_are_empty_are_shortages(file: Path) -> None:
    (fault,) = world(file, train=90, validation=5, test=6).probe().shortage
    assert fault.message == "the splits ask for 101 rows, and data.npz has 100"
    (fault,) = world(file, test=0.01).probe().shortage
    assert (fault.path, fault.message) == (("test",), "1 rows of data.npz fall to `test`: too few")
    with pytest.raises(BadData, match="101 rows"):
        world(file, train=90, validation=5, test=6).sample("test")


def test_a_file_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="there is no file"):
        world(tmp_path / "nowhere.npz").probe()


def test_the_digest_is_that_of_the_file(file: Path, tmp_path: Path) -> None:
    first = world(file).probe().content
    np.savez(tmp_path / "other.npz", **{**DATA, "s": DATA["s"] + 1})
    assert world(file).probe().content == first != world(tmp_path / "other.npz").probe().content


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"u": {"type": "signal"}}, "a signal needs its `size`"),
        ({"u": {"type": "angle"}}, "an? angle needs its `period`"),
        ({"u": {"type": "scalar", "size": 3}}, "a scalar has no `size`"),
        ({"u": {"type": "state", "names": ["x"], "period": 1.0}}, "a state has no `period`"),
        ({"u": {"type": "field", "size": 3}}, "a field has no `size`"),
        ({}, "at least 1"),
    ],
)
def test_a_field_that_is_half_described_is_refused(fields: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=said):
        world(tmp_path / "data.npz", fields=fields)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ({"key": "y"}, "`names`, or the `size`"),
        ({"key": "y", "names": ["p"], "size": 1}, "and not both"),
        ({"key": "y", "names": ["p", "p"]}, "each name once"),
        ({"key": "c", "type": "label", "size": 3}, "two classes"),
        (
            {"key": "c", "type": "label", "names": ["a", "b"], "axis": "x"},
            "no `unit` and no `axis`",
        ),
    ],
)
def test_a_target_that_is_half_described_is_refused(target: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=said):
        world(tmp_path / "data.npz", target=target)


def test_sizes_and_blocks_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    for config, said in (
        ({"train": 1.5}, "whole number of rows"),
        ({"train": 0.8, "test": 0.3}, "more than 1"),
        ({"block": 5}, "ordered: true"),
    ):
        with pytest.raises(ValidationError, match=said):
            world(tmp_path / "data.npz", **config)


SPEC = """\
mezz: 1
name: own-data
world:
  kind: arrays
  path: data.npz
  fields:
    u: {type: signal, size: 6}
  target: {key: y, names: [p, q]}
symmetry: {kind: circular_shift, on: u, grid: [6]}
encoder: {kind: columns, fields: [u]}
teacher: {model: {kind: linear}}
student: {model: {kind: mlp, hidden: [8]}}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= teacher.error
"""


def test_a_spec_is_validated_without_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "spec.yml"
    path.write_text(SPEC)
    assert not validate(path).diagnostics
    path.write_text(SPEC.replace("size: 6", "size: 7"))
    (fault,) = validate(path).diagnostics
    assert fault.message == "shifts on 6 points, and `u` has 7"
    path.write_text(SPEC.replace("type: signal", "typ: signal"))
    said = {one.message for one in validate(path).diagnostics}
    assert "`world.fields.u` has no key `typ`" in said
