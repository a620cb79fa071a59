from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.failure import BadData, Unavailable
from mezz.component.types import Field, Signal
from mezz.worlds.pde import Pde, burgers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SMALL: Any = {"train": 40, "unlabelled": 0, "validation": 2, "test": 30}
X = np.arange(64) / 64


def flow(world: Pde, u: Numbers) -> Numbers:
    ids = np.arange(len(u))
    found = world.oracle(Examples({"u": u}, np.zeros((len(u), 1)), ids, ids))
    assert found is not None
    return found


def cole_hopf(u: Numbers, nu: float, time: float, fine: int = 2048) -> Numbers:
    """Solve Burgers' equation through the heat equation of phi, u = -2 nu phi_x / phi.

    phi(0) = exp(-U / (2 nu)), where U_x = u (Hopf, Comm. Pure Appl. Math. 3:201; Cole, Quart. Appl.
    Math. 9:225).
    """
    n = u.shape[1]
    wave = 2 * np.pi * np.arange(n // 2)
    spectrum = np.fft.rfft(u, axis=1)[:, : n // 2] * (fine / n)
    spectrum[:, 1:] /= 1j * wave[1:]
    spectrum[:, 0] = 0
    potential = np.fft.irfft(spectrum, fine, axis=1)
    phi = np.exp(-(potential - potential.min(axis=1, keepdims=True)) / (2 * nu))
    waves = 2 * np.pi * np.arange(fine // 2 + 1)
    spread = np.fft.rfft(phi, axis=1) * np.exp(-nu * waves**2 * time)
    slope = np.fft.irfft(1j * waves * spread, fine, axis=1)
    height = np.fft.irfft(spread, fine, axis=1)
    return np.asarray(-2 * nu * slope / height, dtype=np.float64)[:, :: fine // n]


@pytest.mark.parametrize("m", [1, 4, 11])
def test_a_wave_of_heat_decays_and_one_of_advection_travels_as_well(m: int) -> None:
    u = np.cos(2 * np.pi * m * X + 0.3)[np.newaxis]
    decay = np.exp(-0.01 * (2 * np.pi * m) ** 2 * 0.3)
    heat = flow(Pde(equation="heat"), u)
    assert np.allclose(heat, decay * u, rtol=0, atol=1e-14)
    travelled = np.cos(2 * np.pi * m * (X - 0.7 * 0.3) + 0.3)[np.newaxis]
    moved = flow(Pde(equation="advection", speed=0.7), u)
    assert np.allclose(moved, decay * travelled, rtol=0, atol=1e-14)


def test_without_diffusion_a_whole_turn_brings_everything_back() -> None:
    world = Pde(**SMALL, equation="advection", nu=0.0, speed=2.0, T=0.5)
    drawn = world.sample("test")
    assert np.allclose(drawn.target, drawn.fields["u"], rtol=0, atol=1e-13)


def test_in_two_dimensions_a_plane_wave_decays_by_both_its_numbers() -> None:
    x, y = np.meshgrid(np.arange(16) / 16, np.arange(8) / 8, indexing="ij")
    u = np.sin(2 * np.pi * (3 * x - 2 * y))[np.newaxis]
    decay = np.exp(-0.01 * (2 * np.pi) ** 2 * (9 + 4) * 0.3)
    heat = flow(Pde(equation="heat", grid=(16, 8), modes=3), u)
    assert np.allclose(heat, (decay * u).reshape(1, -1), rtol=0, atol=1e-14)
    turned = np.sin(2 * np.pi * (3 * (x - 0.3) - 2 * (y - 0.3)))
    moved = flow(Pde(equation="advection", grid=(16, 8), modes=3), u)
    assert np.allclose(moved, (decay * turned).reshape(1, -1), rtol=0, atol=1e-14)


@pytest.mark.parametrize("equation", ["heat", "advection"])
def test_the_highest_frequency_stays_real(equation: Any) -> None:
    u = np.tile([1.0, -1.0], 32)[np.newaxis]
    world = Pde(equation=equation, nu=0.0, T=0.1, speed=0.25)
    # Half of it goes as +32 and half as -32, so that it stands and swings.
    due = u if equation == "heat" else np.cos(2 * np.pi * 32 * 0.025) * u
    assert np.allclose(flow(world, u), due, rtol=0, atol=1e-13)


def test_burgers_flows_as_cole_and_hopf_say() -> None:
    world = Pde(**SMALL)
    drawn = world.sample("test")
    u, target = drawn.fields["u"].astype(np.float64), drawn.target.astype(np.float64)
    missed = np.abs(target - cole_hopf(u, world.nu, world.T)).max(axis=1)
    assert np.median(missed) < 1e-6
    assert missed.max() < 1e-4  # where a shock is thinnest
    assert np.abs(target - u).max() > 0.3  # and something flows


def test_the_error_of_a_time_step_falls_with_its_fourth_power() -> None:
    u = Pde(**SMALL).sample("train").fields["u"][:4].astype(np.float64)
    due = cole_hopf(u, 0.01, 0.1)
    coarse, halved = (np.abs(burgers(u, 0.01, 0.1, n, 512) - due).max() for n in (20, 40))
    assert 12 < coarse / halved < 24


def test_burgers_loses_no_momentum_and_gains_no_energy() -> None:
    drawn = Pde(**SMALL).sample("test")
    u = drawn.fields["u"].astype(np.float64)
    # The mean of 64 samples holds a trace of the 64th wave, which a steep flow has.
    assert np.abs(drawn.target.mean(axis=1) - u.mean(axis=1)).max() < 1e-7
    assert (np.square(drawn.target).mean(axis=1) < np.square(u).mean(axis=1)).all()


def test_slow_waves_of_burgers_are_waves_of_heat() -> None:
    u = 1e-6 * np.sin(2 * np.pi * 2 * X)[np.newaxis]
    burning, warm = flow(Pde(), u), flow(Pde(equation="heat"), u)
    assert np.allclose(burning, warm, rtol=0, atol=1e-10)


def test_the_first_field_has_the_deviation_and_the_waves_that_are_asked_for() -> None:
    world = Pde(train=4_000, unlabelled=0, equation="heat", modes=3, amplitude=0.7)
    u = world.sample("train").fields["u"].astype(np.float64)
    assert u.std() == pytest.approx(0.7, rel=0.01)
    lines = np.abs(np.fft.rfft(u, axis=1)).mean(axis=0) / 64
    assert (lines[1:4] > 0.1).all()
    assert lines[[0, *range(4, 33)]].max() < 1e-15


def test_a_row_does_not_depend_on_its_company() -> None:
    whole, part = Pde(**SMALL).sample("test"), Pde(**{**SMALL, "test": 3}).sample("test")
    assert np.array_equal(whole.fields["u"][:3], part.fields["u"])
    assert np.array_equal(whole.target[:3], part.target)


def test_a_linear_fit_is_exact_for_linear_flows_and_persistence_is_not() -> None:
    for equation, exact in (("heat", True), ("advection", True), ("burgers", False)):
        world = Pde(train=200, unlabelled=0, test=50, equation=equation)  # type: ignore[arg-type]
        train, test = world.sample("train"), world.sample("test")
        target = test.target.astype(np.float64)
        linear = np.square(world.baseline("linear", train, test) - target).sum(axis=1).mean()
        persistence = np.square(world.baseline("persistence", train, test) - target)
        assert bool(linear < 1e-20) is exact
        assert persistence.sum(axis=1).mean() > 2 * linear
    with pytest.raises(ValueError, match="no baseline `har`"):
        world.baseline("har", train, test)


def test_fields_are_signals_in_one_dimension_and_the_target_lies_on_their_axis() -> None:
    one, two = Pde().emits(), Pde(grid=(16, 16), equation="heat").emits()
    assert one.fields == {"u": Signal((64,), "x")}
    assert two.fields == {"u": Field((16, 16), "x")}
    assert (one.target.outputs, two.target.outputs) == (64, 256)
    assert one.target.axis == two.target.axis == "x"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"modes": 32}, "fewer than half"),
        ({"grid": (32, 32)}, "one dimension"),
        ({"nu": 0.0}, "a shock would be 0 steps"),
        ({"amplitude": 5.0}, "more `nu`"),
        ({"path": "a.hdf5", "grid": (32, 32)}, "one dimension"),
    ],
)
def test_what_cannot_be_solved_is_refused(config: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Pde.model_validate({"kind": "pde", **config}, strict=False)


# Files in the layout of PDEBench: tensor (rows, times, points), x-coordinate, t-coordinate with one
# time more than there are frames.


@pytest.fixture
def flows() -> dict[str, Any]:
    """Return 40 rows at 5 times and 128 points."""
    tensor = np.random.default_rng(2).normal(size=(40, 5, 128)).astype(np.float32)
    return {
        "tensor": tensor,
        "x-coordinate": (np.arange(128, dtype=np.float32) + 0.5) / 128,
        "t-coordinate": 0.1 * np.arange(6, dtype=np.float32),
    }


def written(path: Path, arrays: dict[str, Any]) -> Path:
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w") as file:
        for name, values in arrays.items():
            file.create_dataset(name, data=values)
    return path


def of(path: Path, **more: Any) -> Pde:
    sizes = {"train": 20, "unlabelled": 4, "validation": 6, "test": 10}
    return Pde(path=path, **{**sizes, **more})


def test_a_file_gives_its_first_frame_and_the_one_at_the_time_asked_for(
    tmp_path: Path, flows: dict[str, Any]
) -> None:
    world = of(written(tmp_path / "flows.hdf5", flows))
    assert world.probe().available == 40
    assert world.probe().shortage == ()
    assert not world.emits().oracle
    seen = []
    for split in ("train", "unlabelled", "validation", "test"):
        drawn = world.sample(split)
        assert np.array_equal(drawn.fields["u"], flows["tensor"][drawn.ids, 0, ::2])
        assert np.array_equal(drawn.target, flows["tensor"][drawn.ids, 3, ::2])
        assert world.oracle(drawn) is None
        seen += drawn.ids.tolist()
    assert sorted(seen) == list(range(40))
    assert seen != sorted(seen)


def test_another_file_has_another_digest(tmp_path: Path, flows: dict[str, Any]) -> None:
    first = of(written(tmp_path / "a.hdf5", flows)).probe().content
    flows["tensor"][0, 0, 0] += 1
    assert of(written(tmp_path / "b.hdf5", flows)).probe().content != first


def faults() -> Iterator[Any]:
    def without(name: str) -> Any:
        return lambda arrays: arrays.pop(name)

    def instead(name: str, change: Any) -> Any:
        return lambda arrays: arrays.update({name: change(arrays[name])})

    yield pytest.param(
        lambda a: a.update(tensors=a.pop("tensor")),
        {},
        r"no array `tensor`; did you mean .*tensors",
        id="name",
    )
    yield pytest.param(without("t-coordinate"), {}, "no array `t-coordinate`", id="t")
    yield pytest.param(without("x-coordinate"), {}, "no array `x-coordinate`", id="x")
    yield pytest.param(
        instead("tensor", lambda v: v[:, 0]), {}, "`tensor` has 2 axes, and three", id="axes"
    )
    yield pytest.param(
        instead("x-coordinate", lambda v: v[1:]),
        {},
        r"`x-coordinate` has shape \(127,\)",
        id="points",
    )
    yield pytest.param(
        instead("t-coordinate", lambda v: v[:4]), {}, r"`t-coordinate` has shape \(4,\)", id="times"
    )
    yield pytest.param(
        lambda a: None, {"grid": (48,)}, r"128 points, of which `grid: \[48\]`", id="stride"
    )
    yield pytest.param(
        lambda a: None,
        {"T": 0.25},
        "no time 0.25 after the first: the nearest are 0.2, 0.3",
        id="T",
    )
    yield pytest.param(lambda a: None, {"T": 0.5}, "no time 0.5 after", id="late")


@pytest.mark.parametrize(("change", "config", "said"), list(faults()))
def test_a_file_of_another_layout_is_refused_by_file_and_key(
    change: Any, config: dict[str, Any], said: str, tmp_path: Path, flows: dict[str, Any]
) -> None:
    change(flows)
    world = of(written(tmp_path / "flows.hdf5", flows), **config)
    for look in (world.probe, lambda: world.sample("test")):
        with pytest.raises(BadData, match=f"flows.hdf5.*{said}"):
            look()


def test_a_number_that_is_none_is_named_by_its_row(tmp_path: Path, flows: dict[str, Any]) -> None:
    flows["tensor"][7, 0, 4] = np.nan
    world = of(written(tmp_path / "flows.hdf5", flows))
    with pytest.raises(BadData, match=r"flows.hdf5, `tensor`, row 8 of 40: `nan` is no finite"):
        world.sample("train")


def test_more_rows_than_there_are_is_a_shortage(tmp_path: Path, flows: dict[str, Any]) -> None:
    world = of(written(tmp_path / "flows.hdf5", flows), train=21)
    (fault,) = world.probe().shortage
    assert fault.message == "the splits ask for 41 rows, and flows.hdf5 has 40"
    with pytest.raises(BadData, match="ask for 41 rows"):
        world.sample("test")


def test_no_file_and_no_hdf5_are_told_apart(tmp_path: Path) -> None:
    pytest.importorskip("h5py")
    with pytest.raises(Unavailable, match="there is no file"):
        of(tmp_path / "nowhere.hdf5").probe()
    (tmp_path / "text.hdf5").write_text("u")
    with pytest.raises(BadData, match=r"text.hdf5 is no HDF5 file that can be read"):
        of(tmp_path / "text.hdf5").probe()
