"""The record that lies in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.record.store import RunFolder
from mezz.report.material import Material
from mezz.report.view import page, script_json

if TYPE_CHECKING:
    from pathlib import Path


def test_json_cannot_leave_its_element() -> None:
    text = script_json({"a": "</script><!-- & é"})
    assert text == '{"a":"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u00e9"}'


def test_a_run_that_left_nothing_has_a_page_without_sections(tmp_path: Path) -> None:
    found = page(Material.of(RunFolder(tmp_path)))
    assert found.sections == ()
    assert [data.id for data in found.embedded] == ["mezz-spec"]
