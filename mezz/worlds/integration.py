"""Integrals of a periodic function, one in closed form and one without, from its samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from mezz.component.base import Rows
from mezz.component.examples import Examples
from mezz.component.generated import Generated
from mezz.component.types import Emits, Signal, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split

    Numbers = NDArray[np.float64]

_FINE = 8
"""Points of the quadrature for each sample."""

_IMAGES = 3
"""Periods to either side from which a bump reaches back: it is at most a tenth of one wide."""

_TAME = 0.8
"""Amplitude of a bump above which the integral of exp f is heavy-tailed."""


class Integration(Generated):
    """A function on a circle of length 1, sampled at equal distances: what are its integrals?

    f(x) = sum of a_m cos 2 pi m x + b_m sin 2 pi m x over m = 1 to `harmonics`, all coefficients
    normal with variance 1 / harmonics, so that f(x) is standard normal at every x. The targets are
    the integrals of f^2 (in closed form: half the sum of the squared coefficients) and of exp f,
    which has none. Both are taken from the samples: the trigonometric polynomial through them is
    exact where f has no more harmonics than that, and the trapezoid rule, on a grid eight times as
    fine, converges exponentially for periodic analytic functions (Trefethen and Weideman, SIAM
    Review 56:385). Both targets are z-scored by the mean and deviation that they have without
    bumps, which follow from the law of the coefficients.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "train": 40,
        "unlabelled": 40,
        "validation": 20,
        "test": 20,
    }

    kind: Literal["integration"] = "integration"
    points: int = Field(64, ge=8, le=4_096, description="Samples, at equal distances.")
    harmonics: int = Field(8, ge=1, le=512, description="Harmonics; fewer than half the points.")
    variant: Literal["numeric", "analytic"] = Field(
        "numeric",
        description="`numeric`: both integrals. `analytic`: that of f^2 alone, which has a closed "
        "form.",
    )
    bumps: int = Field(0, ge=0, le=16, description="Bumps added at random places of the circle.")
    amplitude: float = Field(
        0.5, gt=0, le=4.0, description="Height of a bump; above 0.8 exp f is heavy-tailed."
    )
    width: float = Field(
        0.05, gt=0, le=0.1, description="Standard deviation of a bump, as a share of the circle."
    )

    @model_validator(mode="after")
    def _resolved(self) -> Self:
        if 2 * self.harmonics >= self.points:
            raise ValueError("`harmonics` must be fewer than half of `points`")
        if self.bumps and self.width * self.points < 2:
            raise ValueError("a bump must be at least two samples wide: more `points`, or `width`")
        return self

    def emits(self) -> Emits:
        """Return the signal f and its integrals; the oracle is the quadrature."""
        names = ("integral of f^2", "integral of exp f")
        wild = self.variant == "numeric" and self.bumps > 0 and self.amplitude > _TAME
        return Emits(
            fields={"f": Signal((self.points,), "x")},
            target=Value(names if self.variant == "numeric" else names[:1]),
            oracle=True,
            baselines=("linear", "extremes"),
            gives_away=("power_spectrum",),
            heavy_tails="amplitude" if wild else "",
        )

    def probe(self) -> Rows:
        """Return the sizes: a generated world has as many rows as are asked for."""
        return Rows(sizes=self.asked())

    def sample(self, split: Split) -> Examples:
        """Draw coefficients, and bumps, and sample the function: f is `(N, points)`."""
        import numpy as np

        from mezz.learn.randomness import Stream

        ids = self.ids(split)
        drawn = Stream(self.seed, "integration").normal(ids, 2 * self.harmonics)
        f = sampled(drawn / np.sqrt(self.harmonics), self.points)
        if self.bumps:
            centres = Stream(self.seed, "integration", "bumps").uniform(ids, self.bumps)
            f = f + self.amplitude * _bumps(centres, self.width, self.points)
        fields: dict[str, NDArray[np.generic]] = {"f": f}
        return Examples(fields, self._integrals(f), ids, ids)

    def oracle(self, examples: Examples) -> Numbers:
        """Return the z-scored integrals, `(N, C)`, of examples in any view."""
        import numpy as np

        return self._integrals(np.asarray(examples.fields["f"], dtype=np.float64))

    def scale(self, examples: Examples) -> None:
        """Return None: every error counts as it is."""

    def baseline(self, name: str, train: Examples, examples: Examples) -> Numbers:
        """Fit by least squares; `(N, C)` z-scored integrals.

        `linear`: on the samples. `extremes`: on the largest and the smallest sample and the mean
        absolute one, which no shift changes and which do not hold the answer.
        """
        import numpy as np

        columns = {"linear": _samples, "extremes": _extremes}
        if name not in columns:
            raise ValueError(f"world `integration` has no baseline `{name}`")
        target = np.asarray(train.target, dtype=np.float64)
        fitted = np.linalg.lstsq(columns[name](train), target, rcond=None)[0]
        return np.asarray(columns[name](examples) @ fitted)

    def _integrals(self, f: Numbers) -> Numbers:
        """Return the z-scored integrals of the functions through the samples `(N, points)`."""
        import numpy as np

        spectrum = np.fft.rfft(f, axis=1)
        if self.points % 2 == 0:
            # The highest frequency stands here for itself and its negative, and will not there.
            spectrum[:, -1] *= 0.5
        through = np.fft.irfft(spectrum, _FINE * self.points, axis=1) * _FINE
        found = [np.square(through).mean(axis=1), np.exp(through).mean(axis=1)]
        count = 2 if self.variant == "numeric" else 1
        mean, deviation = reference(self.harmonics)
        return (np.stack(found[:count], axis=1) - mean[:count]) / deviation[:count]


def sampled(coefficients: Numbers, points: int) -> Numbers:
    """Return the values at `points` equal distances of trigonometric polynomials.

    coefficients: `(N, 2 H)`, a_1 to a_H and then b_1 to b_H. Returns `(N, points)`.
    """
    import numpy as np

    cosines, sines = np.split(coefficients, 2, axis=1)
    spectrum = np.zeros((len(coefficients), points // 2 + 1), dtype=np.complex128)
    spectrum[:, 1 : cosines.shape[1] + 1] = 0.5 * points * (cosines - 1j * sines)
    return np.fft.irfft(spectrum, points, axis=1)


def reference(harmonics: int) -> tuple[Numbers, Numbers]:
    """Return mean and standard deviation, `(2,)` each, of both integrals without bumps.

    Half the sum of 2 H squared normals of variance 1/H has mean 1 and variance 1/H. The mean of
    exp f is that of a log-normal, e^(1/2), and E[exp f(x) exp f(y)] = exp(1 + rho(x - y)), where
    rho(t) is the mean of cos 2 pi m t over m = 1 to H; the integral of exp rho is taken by the
    trapezoid rule, on many times the points that rounding asks for.
    """
    import numpy as np

    t = np.arange(64 * (harmonics + 1)) / (64 * (harmonics + 1))
    rho = np.cos(2 * np.pi * np.outer(np.arange(1, harmonics + 1), t)).mean(axis=0)
    variance = np.e * (np.exp(rho).mean() - 1)
    mean = np.array([1.0, np.exp(0.5)])
    return mean, np.sqrt(np.array([1 / harmonics, variance]))


def _bumps(centres: Numbers, width: float, points: int) -> Numbers:
    """Return the sum of Gaussian bumps of height 1 around a circle, `(N, points)`."""
    import numpy as np

    x = np.arange(points) / points
    total = np.zeros((len(centres), points))
    for centre in centres.T:
        for image in range(-_IMAGES, _IMAGES + 1):
            away = x - centre[:, np.newaxis] + image
            total += np.exp(-0.5 * np.square(away / width))
    return total


def _samples(examples: Examples) -> Numbers:
    import numpy as np

    f = np.asarray(examples.fields["f"], dtype=np.float64)
    return np.concatenate([np.ones((len(f), 1)), f], axis=1)


def _extremes(examples: Examples) -> Numbers:
    import numpy as np

    f = np.asarray(examples.fields["f"], dtype=np.float64)
    return np.stack([np.ones(len(f)), f.max(axis=1), f.min(axis=1), np.abs(f).mean(axis=1)], axis=1)
