"""Components that would do where another one does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mezz.component.base import Encoder
from mezz.component.registry import BrokenComponent, kinds, load

if TYPE_CHECKING:
    from collections.abc import Callable


def encoders_that(fit: Callable[[Encoder], bool]) -> tuple[str, ...]:
    """Return the kinds of encoders whose minimal block passes a test.

    One that cannot be imported is no suggestion.
    """
    found = []
    for kind in kinds("encoders"):
        try:
            made = load("encoders", kind)
        except BrokenComponent:
            continue
        encoder = made.model_validate_json(json.dumps({"kind": kind, **made.minimal}))
        if isinstance(encoder, Encoder) and fit(encoder):
            found.append(kind)
    return tuple(found)
