"""A student of a run, loaded and asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

import mezz
from mezz.cache.artifact import read_arrays

if TYPE_CHECKING:
    from pathlib import Path

    from tests.run.conftest import Ran


def test_a_loaded_student_answers_as_it_did_in_its_run(ran: Ran) -> None:
    student = mezz.load_student(ran.finished.folder)
    latents = read_arrays(ran.artifact("encode/test/orbit"))["latents"]
    outputs = read_arrays(ran.artifact("predict/student/0/orbit"))["outputs"]
    assert np.array_equal(student.predict(latents[1]), outputs[1])
    assert np.array_equal(student(latents[1, 3]), outputs[1, 3])


def test_it_says_what_it_reads_and_what_it_answers(ran: Ran) -> None:
    student = mezz.load_student(ran.finished.folder / "student")
    assert student.names == ("sin E", "cos E")
    assert student.answers == "values"
    assert student.encoder == {"kind": "columns", "fields": ["e", "M"]}
    assert student.about["arm"] == "student"
    assert repr(student) == "Student(2 inputs -> values of sin E, cos E)"


def test_classes_come_as_probabilities(ran: Ran, tmp_path: Path) -> None:
    source = ran.finished.folder / "student"
    (tmp_path / "model.safetensors").write_bytes((source / "model.safetensors").read_bytes())
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    config["about"] |= {"answers": "probabilities", "names": ["up", "down"]}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    found = mezz.load_student(tmp_path).predict([[0.1, 0.2], [0.3, 7.0]])
    assert found.sum(axis=1) == pytest.approx(1)


def test_its_gap_can_be_measured_like_that_of_any_callable(ran: Ran) -> None:
    from mezz.symmetries.angle_turns import AngleTurns

    student = mezz.load_student(ran.finished.folder)
    test = read_arrays(ran.artifact("sample/test"))
    fields = {name: test[f"field/{name}"] for name in ("e", "M")}
    found = mezz.measure(
        lambda f: student.predict(np.stack([f["e"], f["M"]], axis=1)),
        fields,
        AngleTurns(on="M", turns=5),
        labels=test["target"],
    )
    outputs = read_arrays(ran.artifact("predict/student/0/orbit"))["outputs"]
    assert found.gap.value == pytest.approx(outputs.var(axis=0).sum(axis=1).mean())
    assert found.above_floor


@pytest.mark.parametrize("inputs", [np.zeros((3, 5)), np.zeros((2, 2, 2)), [[np.nan, 0.0]]])
def test_inputs_that_it_cannot_read_are_refused(ran: Ran, inputs: object) -> None:
    student = mezz.load_student(ran.finished.folder)
    with pytest.raises(ValueError, match=r"this student reads|not finite"):
        student.predict(inputs)  # type: ignore[arg-type]


def test_a_folder_without_a_student_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no student"):
        mezz.load_student(tmp_path)


def test_a_model_that_does_not_say_what_it_answers_is_refused(ran: Ran, tmp_path: Path) -> None:
    source = ran.finished.folder / "student"
    (tmp_path / "model.safetensors").write_bytes((source / "model.safetensors").read_bytes())
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "config.json").write_text(json.dumps({**config, "about": {}}), encoding="utf-8")
    with pytest.raises(ValueError, match="does not say what"):
        mezz.load_student(tmp_path)


def test_a_notebook_shows_verdict_headline_and_the_way_to_the_report(ran: Ran) -> None:
    shown = ran.finished._repr_html_()
    assert ran.finished.verdict is not None
    assert f"<strong>{ran.finished.verdict.word}</strong>" in shown
    assert f'href="{ran.finished.folder.as_posix()}' in shown
