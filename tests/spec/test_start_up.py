"""What validating a spec must not import; measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mezz.spec.shipped import shipped_specs

PROGRAM = """
import sys
from pathlib import Path
from mezz.spec.extends import assemble
from mezz.spec.load import load
tree, sources, faults = assemble(Path(sys.argv[1]))
spec, wrong = load(tree)
assert spec is not None and not faults and not wrong
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
HEAVY = {"numpy", "torch", "scipy", "jsonschema", "matplotlib", "zarr", "rich", "typer", "pandas"}


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_specs())
def test_loading_a_spec_imports_nothing_heavy(name: str) -> None:
    path = str(shipped_specs()[name])
    command = [sys.executable, "-c", PROGRAM, path]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert not HEAVY & set(done.stdout.split())
