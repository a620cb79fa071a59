"""The spec, shown."""

from __future__ import annotations

from mezz.report.sections import experiment


def test_yaml_is_coloured_and_nothing_is_lost() -> None:
    text = "# one\nworld:\n  - kind: kepler  # two\n  url: http://x#y\n\n  plain"
    code = experiment.yaml_code(text)
    assert "\n".join("".join(piece for _, piece in line) for line in code.lines) == text
    kinds = [[kind for kind, _ in line if kind] for line in code.lines]
    assert kinds == [["comment"], ["key"], ["key", "comment"], ["key"], [], []]
