"""The spec, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mezz.record.model import PlanRecord
from mezz.report.sections import experiment

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.report.material import Material


def test_yaml_is_coloured_and_nothing_is_lost() -> None:
    text = "# one\nworld:\n  - kind: kepler  # two\n  url: http://x#y\n\n  plain"
    code = experiment.yaml_code(text)
    assert "\n".join("".join(piece for _, piece in line) for line in code.lines) == text
    kinds = [[kind for kind, _ in line if kind] for line in code.lines]
    assert kinds == [["comment"], ["key"], ["key", "comment"], ["key"], [], []]


def test_every_value_is_shown_with_the_place_it_comes_from(
    material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    resolved = {"teacher": {"K": 5, "sees": "as_given"}, "criteria": {"make": ["a", "b"]}}
    origins = {"teacher.K": "--set teacher.K=5", "criteria.make.0": "my.yml:9:5"}
    plan = PlanRecord(name="n", run="r", stages=(), origins=origins)
    section = part(experiment, material(resolved=resolved, plan=plan))
    rows = [tuple(cell.text for cell in row) for row in section.folds[0].table.rows]
    assert rows == [
        ("teacher.K", "5", "--set teacher.K=5"),
        ("teacher.sees", "as_given", "default"),
        ("criteria.make", '["a", "b"]', "my.yml:9:5"),
    ]


def test_without_recorded_origins_values_stand_alone(
    material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    plan = PlanRecord(name="n", run="r", stages=())
    section = part(experiment, material(resolved={"a": 1}, plan=plan))
    assert section.folds[0].summary == "Every value, defaults filled in"
    assert [column.head for column in section.folds[0].table.columns] == ["Parameter", "Value"]
