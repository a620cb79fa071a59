"""Which code decides a stage's result: a digest a module, read from source and never imported.

A module counts with everything of its own package and of mezz that it imports, at the top or inside
functions, and with the packages it lies in, whose `__init__` runs before it. Comments, docstrings,
formatting and what only type checkers see leave no trace. The root of mezz is no part unless it is
imported by name: it holds the version, and a release alone shall not empty the cache.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec

ROOT = "mezz"


def code_digest(module: str) -> str:
    """Return one digest of a module and all the code it stands on.

    Raises:
        ModuleNotFoundError: there is no such module.
    """
    lines = "".join(f"{name} {digest}\n" for name, digest in code_digests(module).items())
    return sha256(lines.encode()).hexdigest()


def code_digests(module: str) -> dict[str, str]:
    """Return the digest of a module and of every module it stands on, sorted by name.

    A module is read once in a process, as it is imported once.

    Raises:
        ModuleNotFoundError: there is no such module.
    """
    if _read(module) is None:
        raise ModuleNotFoundError(f"no module named {module}", name=module)
    digests: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        code = None if name in seen else _read(name)
        seen.add(name)
        if code is not None:
            digests[name] = code.digest
            waiting += code.imports
    return dict(sorted(digests.items()))


def source_digest(text: str) -> str:
    """Return the digest of Python source as it runs, the same on every Python that reads it.

    Raises:
        SyntaxError: it is not Python.
    """
    return sha256(_plain(_bare(text)).encode()).hexdigest()


def forget() -> None:
    """Read every module anew when it is next asked for."""
    _read.cache_clear()
    importlib.invalidate_caches()


@dataclass(frozen=True, slots=True)
class _Code:
    """One module: its digest, and the names it imports that may be modules."""

    digest: str
    imports: tuple[str, ...]


@cache
def _read(module: str) -> _Code | None:
    """Return a module's code, or None where that name is no module with a file."""
    spec = _find(module)
    if spec is None or not spec.has_location or spec.origin is None:
        return None
    raw = Path(spec.origin).read_bytes()
    parts = module.split(".")
    packages = {".".join(parts[:depth]) for depth in range(1, len(parts))} - {ROOT}
    try:
        tree = _bare(importlib.util.decode_source(raw))
    except (SyntaxError, UnicodeDecodeError):  # a compiled module, or not for this Python
        return _Code(sha256(raw).hexdigest(), tuple(sorted(packages)))
    home = module if spec.submodule_search_locations is not None else module.rpartition(".")[0]
    named = {name for name in _imported(tree, home) if name.split(".")[0] in (ROOT, parts[0])}
    return _Code(sha256(_plain(tree).encode()).hexdigest(), tuple(sorted(named | packages)))


def _find(module: str) -> ModuleSpec | None:
    """Find a module by walking down from its top; `find_spec` alone would import the parents."""
    top, *rest = module.split(".")
    spec = importlib.util.find_spec(top)
    name = top
    for part in rest:
        if spec is None or spec.submodule_search_locations is None:
            return None
        name = f"{name}.{part}"
        spec = PathFinder.find_spec(name, list(spec.submodule_search_locations))
    return spec


def _imported(tree: ast.Module, home: str) -> Iterator[str]:
    """Yield every name that is imported, modules or not; `home` is the package of relative ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level + (node.module or "")
            source = importlib.util.resolve_name(dots, home) if node.level else dots
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


class _Idle(ast.NodeTransformer):
    """Drops what has no effect when the code runs."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """Drop docstrings, those of attributes included."""
        words = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if words else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """Drop `if TYPE_CHECKING:`, keeping its `else`."""
        self.generic_visit(node)
        test = node.test
        name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
        return node.orelse if name == "TYPE_CHECKING" else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """Drop the empty texts that Python 3.12 leaves in format specifications."""
        node.values = [
            part
            for part in node.values
            if not (isinstance(part, ast.Constant) and part.value == "")
        ]
        return self.generic_visit(node)


def _bare(text: str) -> ast.Module:
    tree = ast.parse(text)
    _Idle().visit(tree)
    return tree


def _plain(node: Any) -> str:
    """Write a syntax tree down, independent of Python's minor version.

    `ast.dump` is not: fields are added, and empty ones are shown or not. Here a field without a
    value is left out, and constants are written in ASCII, for what `repr` escapes depends on the
    version's Unicode tables. How a string constant was written (`u""`, its line breaks) is dropped.
    """
    if isinstance(node, ast.AST):
        fields = [(name, value) for name, value in ast.iter_fields(node) if name != "kind"]
        written = (f"{name}={_plain(value)}" for name, value in fields if value not in (None, []))
        return f"{type(node).__name__}({','.join(written)})"
    if isinstance(node, list):
        return f"[{','.join(map(_plain, node))}]"
    return ascii(node)
