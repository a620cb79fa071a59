"""The meaning rules: one fault a file, named for the fault.

To add a rule, create three files; nothing needs to be registered.

1. `mezz/check/rules/<fault>.py`, named as its code is (`more_views_than_orbit.py` for the code named
   `more-views-than-orbit`). It exports

   - `CODE`, the `Code` that it reports, and
   - `def check(context: Context) -> Iterator[Diagnostic]`, which yields one diagnostic for each place
     where the fault is.

2. The code, in `mezz/diag/codes/`: `meaning` (parts that do not go together), `fitting` (what is
   trained, on which rows) or `criterion`. Its page says what the fault is, why it matters and how to
   mend it, with a wrong and a right piece of YAML. An id that is in `ALLOWABLE` can be let through by
   `--allow`; that is for faults which leave a run possible.

3. `tests/diagnostics/<fault>.md`, prose with specs that are wrong and, where the border is near, one
   that is right. The format is described in `README.md` there.

What a rule can rely on, and must keep:

- It sees declarations only: no data, no heavy import, nothing that runs.
- Every diagnostic has a place. `context.at("teacher", "K")` marks a value, or the nearest thing above
  it that was written where the value is a default; `context.key_at` marks a key,
  `context.naming("M", "encoder")` the word itself, `context.within` some characters of a criterion.
- The message is one line of fact; how to mend it belongs into `help`.
- One mistake gives one diagnostic. A rule that builds on another's success asks for it and says
  nothing otherwise: `context.acts` (the symmetry has a field to act on), `context.readable(encoder)`,
  `context.sound` (both, for all encoders, and no component has a fault of its own).
- Faults that one component can find alone belong into its `faults()`; they arrive here through
  `component_fault`. Rules are for what only the whole spec can tell.
- A warning is for what is possible and probably not meant. It stops nothing.
"""
