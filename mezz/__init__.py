"""mezz: a compiler and runner for symmetry experiments.

From Python, `mezz.load_student(path)` reads what a run distilled and `mezz.measure(predict, inputs,
symmetry)` measures the gap of any callable; `mezz.api` is the straight line from a spec to a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mezz.run.measurement import Measurement, measure
    from mezz.run.student import Student, load_student

__version__ = "0.1.0"

__all__ = ["Measurement", "Student", "__version__", "load_student", "measure"]

_FOUND_IN = {
    "Measurement": "mezz.run.measurement",
    "measure": "mezz.run.measurement",
    "Student": "mezz.run.student",
    "load_student": "mezz.run.student",
}


def __getattr__(name: str) -> object:
    """Import what computes when it is first asked for: checking a spec needs none of it."""
    if name not in _FOUND_IN:
        raise AttributeError(f"module `mezz` has no attribute `{name}`")
    from importlib import import_module

    return getattr(import_module(_FOUND_IN[name]), name)
