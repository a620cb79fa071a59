"""A plugin: one world and one symmetry in a distribution of their own, found and run by name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

WORLD = '''\
"""How high the water stands."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from mezz.component.base import SPLITS, Rows, World
from mezz.component.examples import Examples
from mezz.component.types import Angle, Emits, Value

_APART = 1 << 32


class Tides(World):
    """The level of the sea from the hour, which may be counted through any number of days."""

    independent_splits: ClassVar[bool] = True
    minimal = {"rows": 40}

    kind: Literal["tides"] = "tides"
    rows: int = Field(200, ge=2, description="Examples of each split.")

    def emits(self):
        return Emits(fields={"hour": Angle(24.0)}, target=Value(("level",), "m"), oracle=True)

    def sizes(self):
        return {split: self.rows for split in SPLITS}

    def probe(self):
        return Rows(sizes=self.sizes())

    def sample(self, split):
        import numpy as np

        from mezz.learn.randomness import Stream

        ids = SPLITS.index(split) * _APART + np.arange(self.rows, dtype=np.int64)
        hour = 24 * Stream(self.seed, "tides").uniform(ids, 1)[:, 0]
        return Examples({"hour": hour}, self._level(hour), ids, ids)

    def oracle(self, examples):
        return self._level(examples.fields["hour"])

    def scale(self, examples):
        return None

    def baseline(self, name, train, examples):
        raise ValueError(name)

    def _level(self, hour):
        import numpy as np

        turn = 2 * np.pi * np.mod(hour, 24.0) / 24
        return (np.sin(2 * turn) + 0.3 * np.cos(turn))[:, np.newaxis]
'''
SYMMETRY = '''\
"""Counting hours through the night."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mezz.component.symmetry import LeavesTarget, SymmetryType
from mezz.component.types import Angle, Invariance


class Nights(LeavesTarget):
    """Add whole days to the hour, modulo a number of days."""

    type = SymmetryType.FINITE_GROUP
    acts_on = Angle
    canonical_form = True
    minimal = {"on": "hour", "days": 3}

    kind: Literal["nights"] = "nights"
    days: int = Field(3, ge=2, description="Days that are counted through.")

    def twin(self):
        return None

    def order(self):
        return self.days

    def structure(self):
        return f"C_{self.days}"

    def group(self):
        from mezz.groups.cyclic import Cyclic

        return Cyclic(self.days)

    def moves(self, emits):
        return frozenset({self.on})

    def changes(self):
        return frozenset({Invariance("nights", self.on)})

    def faults(self, emits):
        return ()

    def act(self, elements, examples, emits):
        import numpy as np

        period = emits.fields[self.on].period
        hour = examples.fields[self.on] + period * np.asarray(elements)
        return examples.moved(**{self.on: np.mod(hour, self.days * period)})

    def canonical(self, examples, emits):
        import numpy as np

        day = np.floor(examples.fields[self.on] / emits.fields[self.on].period)
        return np.mod(-day.astype(np.int64), self.days)
'''
ENTRY_POINTS = """\
[mezz.worlds]
tides = mezz_seaside.tides

[mezz.symmetries]
nights = mezz_seaside.nights
"""
SPEC = """\
mezz: 1
name: seaside
world: {kind: tides, rows: 120}
symmetry: {kind: nights, on: hour, days: 3}
encoder: {kind: columns, fields: [hour]}
teacher:
  model: {kind: mlp, hidden: [8]}
  fit: {steps: 40, batch: 16}
student:
  model: {kind: mlp, hidden: [16]}
  fit: {steps: 40, batch: 16}
evaluate: {seeds: 2}
criteria:
  make: [student.gap <= 0.5 * teacher.gap, student.error <= 2 * teacher.error]
"""


@pytest.fixture(scope="module")
def seaside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out what `pip install` would leave, and a spec that uses it; return the folder."""
    top = tmp_path_factory.mktemp("site")
    package, info = top / "mezz_seaside", top / "mezz_seaside-1.2.dist-info"
    package.mkdir()
    info.mkdir()
    for path, text in (
        (package / "__init__.py", '"""Components of the seaside."""\n'),
        (package / "tides.py", WORLD),
        (package / "nights.py", SYMMETRY),
        (info / "METADATA", "Metadata-Version: 2.1\nName: mezz-seaside\nVersion: 1.2\n"),
        (info / "entry_points.txt", ENTRY_POINTS),
        (top / "spec.yml", SPEC),
    ):
        path.write_text(text, encoding="utf-8")
    return top


def python(seaside: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: one for name, one in os.environ.items() if not name.startswith("MEZZ_")}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**kept, "PYTHONPATH": str(seaside), "MEZZ_CACHE": str(seaside / "cache")},
        cwd=seaside,
        capture_output=True,
        text=True,
        check=False,
    )


def mezz(seaside: Path, *arguments: str) -> Any:
    done = python(seaside, "-m", "mezz", *arguments, "--json")
    answer = json.loads(done.stdout)
    assert answer["ok"], answer["diagnostics"]
    return answer["data"]


def test_a_plugin_is_listed_explained_and_validated(seaside: Path) -> None:
    listed = python(seaside, "-m", "mezz", "list", "worlds").stdout
    assert "tides" in listed
    assert "kepler" in listed
    (page,) = mezz(seaside, "explain", "nights")
    assert "Days that are counted through" in page["page"]
    (found,) = mezz(seaside, "validate", "spec.yml")
    assert found == {"spec": "spec.yml", "ok": True, "name": "seaside"}


def test_without_the_plugin_its_kinds_are_unknown(seaside: Path, tmp_path: Path) -> None:
    (tmp_path / "spec.yml").write_text(SPEC, encoding="utf-8")
    done = python(tmp_path, "-m", "mezz", "validate", "spec.yml", "--json")
    assert done.returncode == 2
    codes = [one["code"] for one in json.loads(done.stdout)["diagnostics"]]
    assert codes == ["MZ201", "MZ201"]


@pytest.mark.slow
def test_a_plugin_keeps_the_contract_by_the_checks_that_mezz_ships(seaside: Path) -> None:
    done = python(
        seaside,
        "-c",
        "from mezz.component.contract import Catalogue, check_component, smallest\n"
        "made = smallest('worlds', 'tides'), smallest('symmetries', 'nights')\n"
        "company = Catalogue((made[0],), (made[1],))\n"
        "[check_component(one, company) for one in made]\n"
        "print('kept')",
    )
    assert done.stdout == "kept\n", done.stderr


@pytest.mark.slow
def test_a_plugin_runs_end_to_end_and_its_code_is_in_the_keys(seaside: Path) -> None:
    first = mezz(seaside, "run", "spec.yml", "--threads", "1")
    assert first["verdict"]["word"] in {"MAKE", "BREAK", "INCONCLUSIVE"}
    metrics = json.loads((seaside / first["folder"] / "metrics.json").read_text("utf-8"))
    assert metrics["symmetry"] == "C_3"
    assert {"student", "teacher_K", "canonicalised"} <= {arm["name"] for arm in metrics["arms"]}
    assert "wrong_group" not in {arm["name"] for arm in metrics["arms"]}
    assert metrics["sizes"] == dict.fromkeys(("train", "unlabelled", "validation", "test"), 120)

    stages = mezz(seaside, "plan", "spec.yml")["stages"]
    assert {stage["state"] for stage in stages} == {"cached"}
    changed = WORLD.replace("0.3 * np.cos", "0.4 * np.cos")
    (seaside / "mezz_seaside" / "tides.py").write_text(changed, encoding="utf-8")
    stages = {one["id"]: one for one in mezz(seaside, "plan", "spec.yml")["stages"]}
    assert stages["sample/test"]["state"] == "run"
    assert "mezz_seaside.tides changed" in stages["sample/test"]["reason"]
