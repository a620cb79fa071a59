"""`python -m mezz.run.calibration`: make the experiments up again and write what comes of them."""

from __future__ import annotations

import sys
from pathlib import Path

from mezz.run.calibration.page import PLACE, page

USAGE = "usage: python -m mezz.run.calibration    in the top folder of a checkout\n"


def main(arguments: list[str], top: Path) -> int:
    """Write the page below `top`; return 0, or 2 for a usage error."""
    if arguments or not (top / "pyproject.toml").is_file():
        sys.stderr.write(USAGE)
        return 2
    (top / PLACE).write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
