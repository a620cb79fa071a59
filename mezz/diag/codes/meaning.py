"""MZ2: the spec is well formed, and yet it says something that cannot be meant."""

from __future__ import annotations

from mezz.diag.code import Code

UNKNOWN_KIND = Code(
    "MZ201",
    "unknown-kind",
    "no component has this kind",
    """\
A `kind` names the world, symmetry, encoder or model to use, and no component of that name is
installed. The message lists similar names; `mezz list` prints them all.

Check the spelling. If the component comes from a plugin, install that distribution in the same
environment as mezz.

Wrong:

```yaml
world: {kind: kepler_equation}
```

Right:

```yaml
world: {kind: kepler}
```
""",
)
