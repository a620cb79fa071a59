"""How a test makes one section out of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mezz.record.model import Interval
from mezz.report.material import Material

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from mezz.record.model import Metrics


@pytest.fixture
def material() -> Callable[..., Material]:
    """Return a function from what is known of a run to its material."""

    def of(metrics: Metrics | None = None, **known: Any) -> Material:
        nothing: dict[str, Any] = dict.fromkeys(
            ("spec", "resolved", "plan", "verdict", "timings", "provenance")
        )
        return Material(metrics=metrics, events=(), **(nothing | known))

    return of


@pytest.fixture
def part() -> Callable[..., Any]:
    """Return a function that makes a section which must be there."""

    def of(section: ModuleType, found: Material) -> Any:
        made = section.section(found)
        assert made is not None
        return made

    return of


@pytest.fixture
def swapped() -> Callable[..., Metrics]:
    """Return a function that puts another estimate in the place of one."""

    def of(metrics: Metrics, name: str, measure: str, **changes: Any) -> Metrics:
        new = []
        for arm in metrics.arms:
            found = tuple(
                m.model_copy(update={"estimate": Interval(**changes)})
                if (arm.name, m.measure) == (name, measure)
                else m
                for m in arm.metrics
            )
            new.append(arm.model_copy(update={"metrics": found}))
        return metrics.model_copy(update={"arms": tuple(new)})

    return of
