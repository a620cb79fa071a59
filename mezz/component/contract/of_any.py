"""What every component keeps to."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from mezz.component.contract.broken import ContractBroken, require

if TYPE_CHECKING:
    from mezz.component.base import Component
    from mezz.component.contract.catalogue import Catalogue


def names_its_module(component: Component, catalogue: Catalogue) -> None:
    """`kind` is a literal default, and the name of the module or one of its KINDS."""
    made = type(component)
    module = importlib.import_module(made.__module__)
    named = getattr(module, "KINDS", (made.__module__.rpartition(".")[2],))
    require(made.model_fields["kind"].default == component.kind, "`kind` is no literal default")
    require(component.kind in named, f"kind `{component.kind}` lies in a file named for {named}")
    require(bool(made.__doc__), f"`{component.kind}` has no docstring to explain it by")


def is_frozen_and_closed(component: Component, catalogue: Catalogue) -> None:
    """An unknown key, a value of the wrong type and an assignment are refused."""
    written = json.loads(component.model_dump_json(by_alias=True))
    for changed in ({**written, "unheard_of": 1}, {**written, "kind": 1}):
        try:
            type(component).model_validate_json(json.dumps(changed))
        except ValidationError:
            continue
        raise ContractBroken(f"`{component.kind}` takes {changed}")
    unguarded: Any = component
    try:
        unguarded.kind = component.kind
    except ValidationError:
        return
    raise ContractBroken(f"`{component.kind}` is not frozen")


def survives_json(component: Component, catalogue: Catalogue) -> None:
    """What is written down reads back as the same component."""
    again = type(component).model_validate_json(component.model_dump_json(by_alias=True))
    require(again == component, f"`{component.kind}` reads back as {again!r}")
