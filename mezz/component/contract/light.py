"""Declarations are read by `mezz validate`, which must start in a blink."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from mezz.component.contract.broken import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.component.base import Component

_DECLARE = """
import importlib, json, sys
for module, name, config in json.loads(sys.argv[1]):
    made = getattr(importlib.import_module(module), name).model_validate_json(config)
    # The order of a subgroup is known once its elements are listed.
    declared = ("emits", "sizes", "order", "structure", "changes", "reads", "layers")
    for said in declared if made.kind != "subgroup" else ():
        declaration = getattr(made, said, None)
        if callable(declaration):
            declaration()
    heavy = sorted({"numpy", "torch"} & set(sys.modules))
    if heavy:
        sys.exit(f"{module} imports {', '.join(heavy)}")
"""


def declares_lightly(components: Sequence[Component]) -> None:
    """Check, once for all and in a fresh interpreter, that declarations import nothing heavy.

    Raises:
        ContractBroken: a class, its config or a declaration pulled in numpy or torch.
    """
    told = [
        [type(each).__module__, type(each).__name__, each.model_dump_json(by_alias=True)]
        for each in components
    ]
    ran = subprocess.run(
        [sys.executable, "-c", _DECLARE, json.dumps(told)],
        capture_output=True,
        text=True,
        check=False,
    )
    require(ran.returncode == 0, f"declarations are not light: {ran.stderr.strip()[-500:]}")
