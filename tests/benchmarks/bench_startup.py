"""How long `mezz validate` takes to start, against the least that any such tool can take.

    python tests/benchmarks/bench_startup.py [SPEC]

The base is a process that builds a one-command Typer app and one pydantic model and reads one YAML
file with ruamel's pure parser: the same libraries, and nothing of mezz. Both sides run in turn in
one sitting, so that a busy machine slows both. The ratios are of the medians; that of CPU time, which
other processes disturb least, is held against the aim.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
AIM = 1.5
SPEC = Path(__file__).parents[2] / "specs" / "kepler.yml"

BASE = """
import sys
import typer
from pydantic import BaseModel
from ruamel.yaml import YAML

class Experiment(BaseModel):
    name: str
    title: str = ""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

@app.command()
def validate(path: str) -> None:
    with open(path, encoding="utf-8") as file:
        events = [type(event).__name__ for event in YAML(typ="safe", pure=True).parse(file)]
    experiment = Experiment(name=path, title=str(len(events)))
    sys.stderr.write(f"{experiment.name}: {experiment.title}\\n")

app([sys.argv[1]])
"""


def seconds(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the wall time and the CPU time of one process."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=environment)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(spec: Path) -> int:
    """Print the medians and their ratio; return 1 if the aim is missed."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.py"
        base.write_text(BASE, encoding="utf-8")
        commands = {
            "base": [sys.executable, str(base), str(spec)],
            "mezz validate": [sys.executable, "-m", "mezz", "validate", str(spec)],
        }
        # An installed package has its bytecode beside it; both sides get theirs in the first round.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for command in commands.values():
            seconds(command, environment)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                taken[name].append(seconds(command, environment))
    ratio = 0.0
    for clock, kind in enumerate(("wall", "CPU")):
        medians = {name: statistics.median(t[clock] for t in each) for name, each in taken.items()}
        for name, median in medians.items():
            sys.stdout.write(f"{kind:4} {name:14} {median * 1e3:5.0f} ms\n")
        ratio = medians["mezz validate"] / medians["base"]
        sys.stdout.write(f"{kind:4} ratio          {ratio:5.2f}     (aim: at most {AIM})\n")
    return int(ratio > AIM)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SPEC))
