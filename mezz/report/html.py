"""From the page to one HTML file that needs nothing but itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mezz.report.material import Material
from mezz.report.view import page
from mezz.spec.shipped import folder

if TYPE_CHECKING:
    from mezz.record.store import RunFolder


def build(run: RunFolder) -> str:
    """Return the report of a run, finished or not. The same folder gives the same bytes."""
    return environment().get_template("report.html.j2").render(page=page(Material.of(run)))


@cache
def environment() -> Environment:
    """Return the templates: everything escaped, nothing undefined passed over."""
    return Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
