"""A claim keeps others out until it is given back or its holder dies."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from mezz.cache.claim import Claim

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys, time
from pathlib import Path
from mezz.cache.claim import Claim
claim = Claim.take(Path(sys.argv[1]), wait=True)
print("held", flush=True)
time.sleep(600)
"""


def test_a_held_claim_is_not_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.lock"
    claim = Claim.take(path, wait=True)
    assert claim is not None
    with claim:
        assert Claim.take(path, wait=False) is None
    again = Claim.take(path, wait=False)
    assert again is not None
    again.release()


def test_one_thread_may_take_a_claim_and_another_give_it_back(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    claim = Claim.take(path, wait=True)
    assert claim is not None
    giver = threading.Thread(target=claim.release)
    giver.start()
    giver.join()
    again = Claim.take(path, wait=False)
    assert again is not None
    again.release()


def test_a_claim_ends_with_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert Claim.take(path, wait=False) is None
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    claim = Claim.take(path, wait=False)
    assert claim is not None
    claim.release()


def test_waiting_ends_when_the_claim_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    first = Claim.take(path, wait=True)
    assert first is not None
    got: list[Claim | None] = []
    waiter = threading.Thread(target=lambda: got.append(Claim.take(path, wait=True)))
    waiter.start()
    waiter.join(0.1)
    assert got == []
    first.release()
    waiter.join(10)
    (claim,) = got
    assert claim is not None
    claim.release()
