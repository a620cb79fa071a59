from __future__ import annotations

import threading

import pytest
import torch

from mezz.learn.threads import spread


def test_results_come_in_order_and_every_piece_computes_on_one_core() -> None:
    torch.set_num_threads(2)
    results = spread(lambda number, _: (number, torch.get_num_threads()), 5, threads=3)
    assert results == [(number, 1) for number in range(5)]
    assert torch.get_num_threads() == 2


def test_nested_and_failed_work_restores_torchs_threads() -> None:
    torch.set_num_threads(2)

    def work(number: int, _: threading.Event) -> int:
        if number == 1:
            raise KeyError(number)
        return sum(spread(lambda inner, _: inner, 3, threads=1))

    with pytest.raises(KeyError):
        spread(work, 2, threads=2)
    assert torch.get_num_threads() == 2


def test_a_failure_tells_running_work_to_give_up() -> None:
    heard = []
    running = threading.Event()

    def work(number: int, given_up: threading.Event) -> None:
        if number == 1:
            running.wait(timeout=20.0)
            raise RuntimeError("second")
        running.set()
        heard.append(given_up.wait(timeout=20.0))

    with pytest.raises(RuntimeError, match="second"):
        spread(work, 2, threads=2)
    assert heard == [True]


def test_no_work_gives_no_results() -> None:
    assert spread(lambda number, _: number, 0) == []
