"""Flows on a periodic domain: from the field at time 0 to the field at time T."""

from __future__ import annotations

import math
from pathlib import Path  # noqa: TC003  pydantic reads it at run time
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field as Key
from pydantic import model_validator

from mezz.component.array_file import ArrayFile
from mezz.component.base import SPLITS, Fault, Rows, World
from mezz.component.examples import Examples
from mezz.component.failure import BadData
from mezz.component.types import Emits, Field, Signal, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split

    Numbers = NDArray[np.float64]

_MOST = 10_000_000
_IDS_OF_A_SPLIT = 1 << 32
"""Each split numbers its examples in a range of its own, so that no size moves another's draws."""

_FINE = 2
"""Points at which Burgers' equation is solved, for each sample."""

_LARGEST = 4.0
"""Standard deviations that a field is taken to reach, for the length of a time step."""

_STABLE = 2.0
"""Largest product of a time step and the fastest rotation; RK4 is stable up to 2.8."""

_THINNEST = 1.5
"""Fewest steps of the fine grid across a shock."""

_CHUNK = 1_024
_SAME_TIME = 1e-6

Length = Annotated[int, Key(ge=8, le=4_096)]


class Pde(World):
    """Heat, advection or Burgers' equation on a periodic domain of length 1, solved spectrally.

    `heat`: u_t = nu u_xx. `advection`: u_t + c u_x = nu u_xx. Both are solved exactly, mode by mode,
    also on a grid of two dimensions. They are linear, so that a linear fit is exact: checks, not
    challenges. `burgers`: u_t + u u_x = nu u_xx, in which crests overtake troughs and shocks form;
    solved on a grid twice as fine by fourth-order Runge-Kutta with an integrating factor,
    dealiased by the two-thirds rule (Trefethen, Spectral Methods in MATLAB, program 27). Against the
    solution of Cole and Hopf a default row is off by some 5e-8, one in a hundred by 1e-5, and the
    steepest of thousands by 2e-4, less than a thousandth of the target's deviation.

    u(0) is a sum of random waves with the same variance each, and the target is u(T) on the axis of
    u: shifted flows end shifted. All three equations look the same everywhere; in a mirror, with
    the sign turned, heat and Burgers do.

    With `path` the flows come from an HDF5 file in the layout of PDEBench (Takamoto et al., NeurIPS
    2022): an array (rows, times, points) of the name `key`, and the arrays `t-coordinate` and
    `x-coordinate`. The first frame is u(0), the one at T later the target, and every so many points
    are taken as `grid` asks for. Nobody then solves for a moved example.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "train": 20,
        "unlabelled": 8,
        "validation": 8,
        "test": 8,
        "T": 0.1,
    }

    kind: Literal["pde"] = "pde"
    train: int = Key(4_000, ge=2, le=_MOST, description="Labelled examples to learn from.")
    unlabelled: int = Key(
        10_000, ge=0, le=_MOST, description="Examples whose targets nobody looks at."
    )
    validation: int = Key(1_000, ge=2, le=_MOST, description="Examples to stop a fit by.")
    test: int = Key(2_000, ge=2, le=_MOST, description="Examples to judge by.")
    equation: Literal["heat", "advection", "burgers"] = Key(
        "burgers", description="What moves the field."
    )
    grid: tuple[Length, ...] = Key(
        (64,), min_length=1, max_length=2, description="Points along each dimension."
    )
    modes: int = Key(4, ge=1, le=64, description="Highest wave number of u(0) along a dimension.")
    amplitude: float = Key(0.5, gt=0, le=10, description="Standard deviation of u(0).")
    nu: float = Key(0.01, ge=0, le=10, description="Viscosity or diffusivity.")
    speed: float = Key(1.0, ge=-100, le=100, description="c, along every dimension.")
    T: float = Key(0.3, gt=0, le=100, description="Time at which the target is taken.")
    path: Path | None = Key(None, description="An HDF5 file in the layout of PDEBench.")
    key: str = Key("tensor", min_length=1, description="The array of the field in that file.")

    @model_validator(mode="after")
    def _solvable(self) -> Self:
        if any(2 * self.modes >= n for n in self.grid):
            raise ValueError("`modes` must be fewer than half the points of `grid`")
        if self.path is not None and len(self.grid) > 1:
            raise ValueError("a file holds flows in one dimension")
        if self.path is not None or self.equation != "burgers":
            return self
        if len(self.grid) > 1:
            raise ValueError("Burgers' equation is solved in one dimension")
        # A shock of height h is 4 nu / h wide; the widest jump is some four deviations high.
        width = self.nu / self.amplitude * _FINE * self.grid[0]
        if width < _THINNEST:
            raise ValueError(
                f"a shock would be {width:.2g} steps of the fine grid wide, and {_THINNEST:g} are "
                "needed: more `nu`, less `amplitude`, or a longer `grid`"
            )
        return self

    def emits(self) -> Emits:
        """Return u and the target on its axis; the oracle is the solver, where there is no file."""
        points = math.prod(self.grid)
        flat = len(self.grid) == 1
        return Emits(
            fields={"u": Signal(self.grid, "x") if flat else Field(self.grid, "x")},
            target=Value(tuple(f"u{at}" for at in range(points)), axis="x"),
            oracle=self.path is None,
            baselines=("persistence", "linear"),
        )

    def sizes(self) -> dict[Split, int | None]:
        """Return the sizes as they were asked for."""
        return {split: getattr(self, split) for split in SPLITS}

    def probe(self) -> Rows:
        """Return the sizes; of a file, look at the headers and say whether it has as many rows.

        Raises:
            BadData: an array is missing or has another shape.
            Unavailable: there is no such file, or no library to read it with.
        """
        sizes: dict[str, int] = {split: getattr(self, split) for split in SPLITS}
        if self.path is None:
            return Rows(sizes=sizes)
        file, asked = ArrayFile(self.path), sum(sizes.values())
        rows = self._layout(file)[0]
        message = f"the splits ask for {asked} rows, and {file.name} has {rows}"
        short = (Fault(path=("train",), message=message, help=("ask for fewer rows",)),)
        return Rows(
            sizes=sizes,
            available=rows,
            content=file.digest(),
            shortage=short if asked > rows else (),
        )

    def sample(self, split: Split) -> Examples:
        """Draw u(0) and solve, or read both: u is `(N, *grid)`, the target `(N, points)`.

        Raises:
            BadData: the file cannot be used.
        """
        import numpy as np

        from mezz.learn.randomness import Stream

        if self.path is not None:
            return self._recorded(split, ArrayFile(self.path))
        first = SPLITS.index(split) * _IDS_OF_A_SPLIT
        ids = first + np.arange(getattr(self, split), dtype=np.int64)
        waves = list(_waves(self.grid, self.modes))
        drawn = Stream(self.seed, "pde").normal(ids, len(waves))
        u = np.zeros((len(ids), *self.grid))
        for wave, height in zip(waves, drawn.T, strict=True):
            u += height.reshape(-1, *(1 for _ in self.grid)) * wave
        # Cosine and sine of one wave number have the variance of one height together.
        u *= self.amplitude / math.sqrt(len(waves) / 2)
        return Examples({"u": u}, self._flow(u), ids, ids)

    def oracle(self, examples: Examples) -> Numbers | None:
        """Return u(T), `(N, points)`, of examples in any view; nothing where they come from a file."""
        import numpy as np

        if self.path is not None:
            return None
        return self._flow(np.asarray(examples.fields["u"], dtype=np.float64))

    def scale(self, examples: Examples) -> None:
        """Return None: every error counts as it is."""

    def baseline(self, name: str, train: Examples, examples: Examples) -> Numbers:
        """Predict `(N, points)`. `persistence`: u(T) is u(0). `linear`: least squares on u(0)."""
        import numpy as np

        def flat(rows: Examples) -> Numbers:
            return np.asarray(rows.fields["u"], dtype=np.float64).reshape(len(rows), -1)

        if name == "persistence":
            return flat(examples)
        if name != "linear":
            raise ValueError(f"world `pde` has no baseline `{name}`")
        target = np.asarray(train.target, dtype=np.float64)
        # Waves that no training row has leave rounding behind, which is no direction to fit along.
        fitted = np.linalg.lstsq(flat(train), target, rcond=1e-10)[0]
        return np.asarray(flat(examples) @ fitted)

    def _flow(self, u: Numbers) -> Numbers:
        """Return u(T), `(N, points)`, from u(0), `(N, *grid)`."""
        import numpy as np

        if self.equation != "burgers":
            speed = self.speed if self.equation == "advection" else 0.0
            return _linear_flow(u, self.nu, speed, self.T).reshape(len(u), -1)
        fine = _FINE * self.grid[0]
        fastest = _LARGEST * self.amplitude * 2 * math.pi * fine / 3
        steps = max(math.ceil(self.T * fastest / _STABLE), 8)
        solved = np.empty_like(u)
        for start in range(0, len(u), _CHUNK):
            rows = slice(start, start + _CHUNK)
            solved[rows] = burgers(u[rows], self.nu, self.T, steps, fine)
        return solved

    def _layout(self, file: ArrayFile) -> tuple[int, int, int]:
        """Return the rows of a file, the frame at T, and one in how many points is taken."""
        import numpy as np

        shape = file.header(self.key, "numbers").shape
        if len(shape) != 3:
            raise BadData(
                f"{file.name}, `{self.key}` has {len(shape)} axes, and three are due: rows, times, "
                "points"
            )
        rows, frames, points = shape
        times, places = file.numbers("t-coordinate"), file.numbers("x-coordinate")
        if places.shape != (points,):
            raise BadData(
                f"{file.name}, `x-coordinate` has shape {places.shape}, and `{self.key}` has "
                f"{points} points"
            )
        # PDEBench writes one time more than there are frames.
        if times.ndim != 1 or len(times) not in {frames, frames + 1} or frames < 2:
            raise BadData(
                f"{file.name}, `t-coordinate` has shape {times.shape}, and `{self.key}` has "
                f"{frames} times"
            )
        if points % self.grid[0]:
            raise BadData(
                f"{file.name}, `{self.key}` has {points} points, of which `grid: [{self.grid[0]}]` "
                "is no even share"
            )
        away = np.abs(times[:frames] - times[0] - self.T)
        frame = int(away.argmin())
        if away[frame] > _SAME_TIME * max(self.T, 1.0) or frame == 0:
            near = ", ".join(
                f"{time - times[0]:g}" for time in np.sort(times[np.argsort(away)[:2]])
            )
            raise BadData(
                f"{file.name}, `t-coordinate` has no time {self.T:g} after the first: the nearest "
                f"are {near}"
            )
        return rows, frame, points // self.grid[0]

    def _recorded(self, split: Split, file: ArrayFile) -> Examples:
        """Read one split: rows of the file in a random order, cut one split after the other."""
        from mezz.learn.randomness import Stream

        rows, frame, stride = self._layout(file)
        sizes = [getattr(self, one) for one in SPLITS]
        if sum(sizes) > rows:
            raise BadData(f"the splits ask for {sum(sizes)} rows, and {file.name} has {rows}")
        at = SPLITS.index(split)
        start = sum(sizes[:at])
        ids = Stream(self.seed, "pde", "rows").permutation(rows)[start : start + sizes[at]]
        first, last = (
            file.numbers(self.key, (slice(None), when, slice(None, None, stride)))[ids]
            for when in (0, frame)
        )
        return Examples({"u": first}, last, ids, ids)


def burgers(u: Numbers, nu: float, time: float, steps: int, fine: int) -> Numbers:
    """Solve u_t + u u_x = nu u_xx on a circle of length 1.

    Args:
        u: `(N, L)` samples at time 0.
        nu: viscosity.
        time: when to stop.
        steps: time steps of equal length.
        fine: points of the grid on which to solve, a multiple of L.

    Returns:
        `(N, L)` samples at `time`.
    """
    import numpy as np

    wave = 2 * np.pi * np.arange(fine // 2 + 1)
    kept = np.arange(fine // 2 + 1) < fine / 3
    slope = -0.5j * wave * kept
    step = time / steps
    half = np.exp(-nu * wave**2 * step / 2)
    whole = half * half

    def force(spectrum: NDArray[np.complex128]) -> NDArray[np.complex128]:
        values = np.fft.irfft(spectrum, fine, axis=1)
        return np.asarray(slope * np.fft.rfft(values * values, axis=1))

    v = _padded(u, fine)
    for _ in range(steps):
        a = step * force(v)
        b = step * force(half * (v + a / 2))
        c = step * force(half * v + b / 2)
        d = step * force(whole * v + half * c)
        v = whole * v + (whole * a + 2 * half * (b + c) + d) / 6
    return np.ascontiguousarray(np.fft.irfft(v, fine, axis=1)[:, :: fine // u.shape[1]])


def _padded(u: Numbers, fine: int) -> NDArray[np.complex128]:
    """Return the spectrum, on a finer grid, of the trigonometric polynomial through samples."""
    import numpy as np

    length = u.shape[1]
    spectrum = np.zeros((len(u), fine // 2 + 1), dtype=np.complex128)
    spectrum[:, : length // 2 + 1] = np.fft.rfft(u, axis=1) * (fine / length)
    if length % 2 == 0:
        # The highest frequency stands there for itself and its negative, and here will not.
        spectrum[:, length // 2] *= 0.5
    return spectrum


def _linear_flow(u: Numbers, nu: float, speed: float, time: float) -> Numbers:
    """Solve u_t + c (u_x + u_y) = nu (u_xx + u_yy) exactly, for samples `(N, *grid)`."""
    import numpy as np

    grid, axes = u.shape[1:], tuple(range(1, u.ndim))
    spectrum = np.fft.rfftn(u, axes=axes)
    for axis, n in zip(axes, grid, strict=True):
        last = axis == axes[-1]
        wave = 2 * np.pi * (np.fft.rfftfreq(n, 1 / n) if last else np.fft.fftfreq(n, 1 / n))
        change = np.exp(-(nu * wave**2 + 1j * speed * wave) * time)
        if n % 2 == 0:
            # The highest frequency and its negative share one coefficient, which must stay real.
            change[n // 2] = change[n // 2].real
        spectrum *= change.reshape(tuple(-1 if one == axis else 1 for one in range(u.ndim)))
    return np.fft.irfftn(spectrum, grid, axes=axes)


def _waves(grid: tuple[int, ...], modes: int) -> Iterator[Numbers]:
    """Yield cosine and sine of every wave number up to `modes`, each `grid`; none twice."""
    import numpy as np

    places = np.meshgrid(*(np.arange(n) / n for n in grid), indexing="ij")
    for numbers in np.ndindex(tuple(2 * modes + 1 for _ in grid)):
        wave = tuple(number - modes for number in numbers)
        if wave > tuple(0 for _ in grid):  # of a wave and its negative, one
            angle = 2 * np.pi * sum(m * x for m, x in zip(wave, places, strict=True))
            yield np.cos(angle)
            yield np.sin(angle)
