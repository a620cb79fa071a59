from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from mezz.learn.adamw import AdamW, clip, rate


def test_the_cosine_falls_from_the_peak_to_nearly_nothing() -> None:
    rates = [rate("cosine", 3e-3, step, 1000) for step in range(1000)]
    assert rates[0] == 3e-3
    assert rates[250] == pytest.approx(3e-3 * (1 + math.sqrt(0.5)) / 2)
    assert rates[500] == pytest.approx(1.5e-3)
    assert 0.0 < rates[-1] < 1e-8
    assert rates == sorted(rates, reverse=True)


def test_a_constant_rate_is_the_peak() -> None:
    assert {rate("constant", 0.1, step, 5) for step in range(5)} == {0.1}


def test_clipping_keeps_the_direction_and_limits_the_norm_of_all_parts() -> None:
    parts = torch.tensor([3.0, 0.0]), torch.tensor([4.0])
    assert clip(parts, 10.0) == 5.0
    assert [part.tolist() for part in parts] == [[3.0, 0.0], [4.0]]
    assert clip(parts, 1.0) == 5.0
    torch.testing.assert_close(parts, (torch.tensor([0.6, 0.0]), torch.tensor([0.8])))


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_steps_are_those_of_the_published_algorithm(decay: float) -> None:
    rng = np.random.default_rng(0)
    theta = rng.normal(size=(3, 16))
    parameters, gradient = torch.from_numpy(theta).float(), torch.zeros(3, 16)
    optimiser = AdamW(parameters, gradient, decay)
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, 30):
        g, eta = rng.normal(size=theta.shape), 0.1 / step
        gradient.copy_(torch.from_numpy(g))
        optimiser.step(eta)
        first, second = 0.9 * first + 0.1 * g, 0.999 * second + 0.001 * g * g
        scaled = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        theta = theta - eta * (scaled + decay * theta)
    np.testing.assert_allclose(parameters.numpy(), theta, atol=2e-6)
