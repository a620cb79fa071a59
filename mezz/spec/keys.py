"""Which keys a block has, read off its class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

from mezz.component.slot import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from mezz.spec.node import NodePath


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a block by the key that a spec writes."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def slot(field: FieldInfo) -> Slot | None:
    """Return what kind of component a field holds, if it holds one."""
    nested = (part for part in _parts(field.annotation) if isinstance(part, Slot))
    return next((mark for mark in field.metadata if isinstance(mark, Slot)), next(nested, None))


def is_list(field: FieldInfo) -> bool:
    """Say whether a field holds a list."""
    return any(get_origin(part) is tuple for part in _parts(field.annotation))


def block(field: FieldInfo) -> type[BaseModel] | None:
    """Return the class of the block that a field holds, if it holds one and no component."""
    if slot(field):
        return None
    classes = (part for part in _parts(field.annotation) if isinstance(part, type))
    return next((part for part in classes if issubclass(part, BaseModel)), None)


def holds(field: FieldInfo, type_: type) -> bool:
    """Say whether a field's annotation mentions a type."""
    return any(part is type_ for part in _parts(field.annotation))


def keys_at(model: type[BaseModel], path: NodePath) -> tuple[str, ...]:
    """Return the keys of the block at a path inside a block of that class, or none."""
    found = _model_at(model, path)
    return tuple(fields(found)) if found else ()


def meaning_of(model: type[BaseModel], path: NodePath) -> str:
    """Return what the key at a path means, if its class says so."""
    found = _model_at(model, path[:-1])
    field = fields(found).get(str(path[-1])) if found else None
    return (field.description or "") if field else ""


def owner_of(key: str, model: type[BaseModel], path: NodePath) -> str | None:
    """Return the block, inside the one at a path, that has this very key."""
    found = _model_at(model, path)
    for name, field in fields(found).items() if found else ():
        inner = block(field)
        if inner and key in fields(inner):
            return name
    return None


def _model_at(model: type[BaseModel], path: NodePath) -> type[BaseModel] | None:
    found: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int) or found is None:
            continue
        field = fields(found).get(step)
        found = block(field) if field else None
    return found


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and all that it is made of."""
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _parts(part)
