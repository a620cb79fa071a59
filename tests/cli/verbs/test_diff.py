from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz import api

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


def done(text: str, folder: Path) -> Path:
    (folder / "tiny.yml").write_text(text, encoding="utf-8")
    planned = api.plan(api.validate(folder / "tiny.yml", root=folder), cache=folder / "cache")
    finished = api.run(planned, out=folder / "run", cache=folder / "cache", threads=1)
    assert finished.verdict is not None
    return finished.folder


@pytest.fixture(scope="module")
def runs(tiny_text: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Run the smallest experiment twice, with and without a second training step more."""
    other = tiny_text.replace("hidden: [8]}", "hidden: [9]}")
    assert other != tiny_text
    return (
        done(tiny_text, tmp_path_factory.mktemp("one")),
        done(other, tmp_path_factory.mktemp("two")),
    )


def test_two_specs_differ_in_what_they_mean(mezz: Mezz, tiny: str) -> None:
    text = Path(tiny).read_text(encoding="utf-8")
    Path("other.yml").write_text(
        text.replace("turns: 3", "turns: 4").replace("name: tiny", "name: other")
        + "task: distill\n",
        encoding="utf-8",
    )
    found = mezz("diff", tiny, "other.yml")
    assert found.status == 0
    lines = [line.split() for line in found.out.splitlines()]
    assert lines == [["parameter", "tiny.yml", "other.yml"], ["symmetry.turns", "3", "4"]]


def test_a_spec_does_not_differ_from_itself(mezz: Mezz, tiny: str) -> None:
    assert mezz("diff", tiny, tiny).out == "no parameter differs\n"


def test_shipped_specs_are_known_by_name(mezz: Mezz) -> None:
    data = mezz("diff", "kepler", "small/kepler", "--json").envelope["data"]
    assert {"path": "evaluate.seeds", "values": ["5", "3"]} in data["parameters"]
    assert data["estimates"] == []


def test_two_runs_differ_in_their_parameters_and_their_estimates(
    mezz: Mezz, runs: tuple[Path, Path]
) -> None:
    found = mezz("diff", *map(str, runs))
    assert found.status == 0
    assert "unpaired" in found.err
    by_name = {tuple(line.split()[:2]): line for line in found.out.splitlines()}
    assert by_name["student.model.hidden", "[8]"].split()[1:] == ["[8]", "[9]"]
    assert ("student", "gap") in by_name
    # The same teacher to the last bit: it does not differ.
    assert ("teacher", "gap") not in by_name


def test_estimates_and_their_differences_are_told_to_programs(
    mezz: Mezz, runs: tuple[Path, Path]
) -> None:
    data = mezz("diff", *map(str, runs), "--json").envelope["data"]
    for one in data["estimates"]:
        first, second = (each["value"] for each in one["estimates"])
        assert one["difference"]["value"] == second - first
    assert [side["verdict"] for side in data["sides"]] == [
        json.loads((run / "verdict.json").read_text(encoding="utf-8"))["word"] for run in runs
    ]


def test_a_run_and_a_spec_differ_in_parameters_alone(
    mezz: Mezz, tiny: str, runs: tuple[Path, Path]
) -> None:
    assert mezz("diff", tiny, str(runs[0])).out.splitlines()[0] == "no parameter differs"
    data = mezz("diff", tiny, str(runs[1]), "--json").envelope["data"]
    assert [one["path"] for one in data["parameters"]] == ["student.model.hidden"]
    assert data["estimates"] == []


def test_values_that_part_late_are_not_shown_as_if_they_were_equal(mezz: Mezz, tiny: str) -> None:
    text = Path(tiny).read_text(encoding="utf-8")
    about = f"{text}cite: x\n" if "criteria:" not in text else text
    first, second = (
        about.partition("criteria:")[0]
        + "criteria:\n  make: [student.gap <= 0.5 * teacher.gap, "
        + f"student.error <= {bound} * teacher.error]\n"
        for bound in ("1.1", "1.2")
    )
    Path("first.yml").write_text(first, encoding="utf-8")
    Path("second.yml").write_text(second, encoding="utf-8")
    (line,) = mezz("diff", "first.yml", "second.yml").out.splitlines()[1:]
    assert "1.1" in line
    assert "1.2" in line


def test_runs_on_other_data_or_with_other_arms_say_so(mezz: Mezz, runs: tuple[Path, Path]) -> None:
    shutil.copytree(runs[0], "other")
    resolved = json.loads(Path("other/resolved.json").read_text(encoding="utf-8"))
    resolved["world"]["test"] += 1
    Path("other/resolved.json").write_text(json.dumps(resolved), encoding="utf-8")
    metrics = json.loads(Path("other/metrics.json").read_text(encoding="utf-8"))
    gone = metrics["arms"].pop()["name"]
    Path("other/metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    Path("other/verdict.json").unlink()
    found = mezz("diff", str(runs[0]), "other")
    assert f"Arms of one run only: {gone}." in found.err
    assert "The runs differ in world: they are judged on other examples" in " ".join(
        found.err.split()
    )
    assert found.out.splitlines()[3].split()[-1] == "-"
    assert "no shared estimate differs" in found.out


def test_a_record_that_cannot_be_opened_is_damage(mezz: Mezz, runs: tuple[Path, Path]) -> None:
    shutil.copytree(runs[0], "damaged")
    Path("damaged/metrics.json").unlink()
    Path("damaged/metrics.json").mkdir()
    refused = mezz("diff", str(runs[0]), "damaged", "--json")
    assert (refused.status, refused.codes) == (2, ["MZ503"])


def test_what_cannot_be_read_is_said(mezz: Mezz, tiny: str, runs: tuple[Path, Path]) -> None:
    Path("empty").mkdir()
    shutil.copytree(runs[0], "damaged")
    Path("damaged/metrics.json").write_text("{", encoding="utf-8")
    for wrong, code in (("nothing.yml", "MZ001"), ("empty", "MZ503"), ("damaged", "MZ503")):
        refused = mezz("diff", tiny, wrong, "--json")
        assert (refused.status, refused.codes) == (2, [code])
