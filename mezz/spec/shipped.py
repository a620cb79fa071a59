"""What ships beside the code: specs, schemas and templates, in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

PACKAGE = Path(__file__).parent.parent
"""The folder of the package itself."""

_TITLE = 'name = "mezz"'


def folder(kind: Literal["specs", "schemas", "templates"]) -> Path:
    """Return the folder of shipped files: inside an installed package, or a checkout's own.

    Raises:
        FileNotFoundError: neither place has one; the installation is damaged.
    """
    packaged = PACKAGE / "shipped" / kind
    if packaged.is_dir():
        return packaged
    checkout = PACKAGE.parent
    if (checkout / kind).is_dir() and _is_checkout(checkout):
        return checkout / kind
    raise FileNotFoundError(f"{packaged} is missing: install mezz again")


def shipped_specs() -> dict[str, Path]:
    """Return the shipped specs by name: `kepler`, and `small/kepler` for the one in `small/`."""
    top = folder("specs")
    found = {path.relative_to(top).with_suffix("").as_posix(): path for path in top.rglob("*.yml")}
    return dict(sorted(found.items()))


def _is_checkout(top: Path) -> bool:
    """Say whether this is mezz's own source tree, and not whatever lies beside an installation."""
    try:
        return _TITLE in (top / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return False
