"""`python -m mezz`, and the console script `mezz`."""

from __future__ import annotations

import gc
import os
import sys

_ALLOCATIONS = 100_000
_INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit with its status."""
    # Looking for pydantic's plugins reads the metadata of everything that is installed; mezz uses none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # What is made while a command starts stays: looking for garbage in it takes a tenth of the time.
    gc.set_threshold(_ALLOCATIONS, 50, 50)
    try:
        from mezz.cli.app import run
    except KeyboardInterrupt:
        # Stopped before the handlers of `mezz.cli.exit` were there; it had not begun.
        sys.exit(_INTERRUPTED)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
