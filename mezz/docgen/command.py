"""The reference of the command line: the help of every verb, as a terminal of 80 columns shows it."""

from __future__ import annotations

import os
import subprocess
import sys

_OPENING = """\
# The command line

What `mezz --help` and `mezz VERB --help` print.
"""


def page() -> str:
    """Return the Markdown page of every verb.

    The help is asked for in a process of its own: what stands in the docs is what a user sees, and
    this package knows nothing of how the command line is made.
    """
    top = _help()
    sections = [f"## mezz\n\n```\n{top}\n```\n"]
    sections += [f"## mezz {verb}\n\n```\n{_help(verb)}\n```\n" for verb in _verbs(top)]
    return "\n".join((_OPENING, *sections))


def _verbs(top: str) -> list[str]:
    """Return the verbs, from the `Commands` of the top level's help."""
    listed = top.partition("\nCommands:\n")[2].partition("\n\n")[0]
    lines = listed.splitlines()
    return [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]


def _help(*verb: str) -> str:
    kept = {name: one for name, one in os.environ.items() if not name.startswith("MEZZ_")}
    shown = subprocess.run(
        [sys.executable, "-m", "mezz", *verb, "--help"],
        env={**kept, "COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return shown.stdout.strip()
