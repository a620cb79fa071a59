"""What a run costs beside its training, and whether memory grows with K. Prints ratios.

    python tests/benchmarks/bench_run.py            the shipped kepler with two seeds
    python tests/benchmarks/bench_run.py small      the small one, for a quick look

Each figure comes from one process of its own; both sides of a ratio come from one invocation. A
machine that is busy with something else shows: run it on a quiet one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

BARE = """
import resource
import mezz.run.session
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run(spec: str, folder: Path, *sets: str) -> dict[str, object]:
    """Run a shipped spec into an empty cache and return its timings."""
    options = [part for one in sets for part in ("--set", one)]
    out = folder / "run"
    command = [
        sys.executable,
        "-m",
        "mezz",
        "run",
        spec,
        "--out",
        str(out),
        "--no-report",
        *options,
    ]
    cache = {"--cache": str(folder / "cache")}
    command += [part for pair in cache.items() for part in pair]
    subprocess.run(command, check=True, capture_output=True)
    timings: dict[str, object] = json.loads((out / "timings.json").read_text(encoding="utf-8"))
    return timings


def overhead(spec: str, folder: Path) -> None:
    """Print the seconds of everything but training against training."""
    timings = run(spec, folder, "evaluate.seeds=2")
    stages = timings["stages"]
    wall = timings["wall_seconds"]
    assert isinstance(stages, dict)
    assert isinstance(wall, float)
    fit = sum(seconds for name, seconds in stages.items() if "fit/" in name)
    rest = sum(stages.values()) - fit
    print(f"{spec}: training {fit:.1f} s, other stages {rest:.1f} s, ratio {rest / fit:.3f}")
    print(
        f"{spec}: wall {wall:.1f} s, all but training {wall - fit:.1f} s, "
        f"ratio {(wall - fit) / fit:.3f} (aim <= .1)"
    )


def memory(folder: Path) -> None:
    """Print the peak memory above the bare import for K = 4 and K = 32 of 32 views."""
    bare = float(
        subprocess.run([sys.executable, "-c", BARE], check=True, capture_output=True).stdout
    )
    common = (
        "symmetry.turns=32",
        "evaluate.seeds=1",
        "evaluate.views=4",
        "evaluate.arms=[trivial, teacher, teacher_K, student]",
        "teacher.fit.steps=50",
        "student.fit.steps=50",
        "evaluate.blocks=2",
    )
    above = {}
    for k in (4, 32):
        timings = run("kepler", folder / str(k), *common, f"teacher.K={k}")
        peak = timings["peak_mb"]
        assert isinstance(peak, float)
        above[k] = peak - bare
        print(f"K = {k}: {above[k]:.0f} MB above the bare import of {bare:.0f} MB")
    print(f"memory of K = 32 over K = 4: {above[32] / above[4]:.2f} (flat is 1)")


def main() -> None:
    """Print both."""
    spec = "small/kepler" if sys.argv[1:] == ["small"] else "kepler"
    with tempfile.TemporaryDirectory() as scratch:
        overhead(spec, Path(scratch) / "overhead")
        memory(Path(scratch) / "memory")


if __name__ == "__main__":
    main()
