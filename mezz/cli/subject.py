"""What a verb is about: a spec by path or by shipped name, checked; or a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.api import Checked
    from mezz.cli.settings import Settings

SpecName = Annotated[
    str,
    typer.Argument(metavar="SPEC", help="A spec: a file, or the name of a shipped one."),
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Replace a value; repeatable."),
]
Allowed = Annotated[
    list[str] | None,
    typer.Option(
        "--allow", metavar="CODE", help="Let a refused meaning through; the verdict records it."
    ),
]


def find(name: str) -> Path:
    """Return the file a spec's name stands for: the path itself, else a shipped spec.

    A name without a suffix that is no file here is looked for among the shipped specs (`kepler`,
    `small/kepler`). What is found nowhere is returned as it is: reading it says what is wrong.
    """
    path = Path(name)
    if path.suffix or path.exists():
        return path
    from mezz.spec.shipped import shipped_specs

    return shipped_specs().get(name, path)


def checked(
    name: str, settings: Settings, sets: Sequence[str] | None, allow: Sequence[str] | None
) -> Checked:
    """Validate the spec of that name."""
    from mezz import api

    return api.validate(find(name), sets=sets or (), root=settings.root, allow=allow or ())
