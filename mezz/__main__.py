"""`python -m mezz`, and the console script `mezz`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    from mezz.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
