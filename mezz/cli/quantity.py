"""Amounts as people write them: 12 s, 3.4 GFLOP, 120 MB."""

from __future__ import annotations

_PREFIXES = ("", "k", "M", "G", "T", "P", "E")


def amount(number: float, unit: str = "") -> str:
    """Write a count with three significant digits and a decimal prefix: `3.4 GFLOP`, `57`."""
    step = 0
    while abs(number) >= 999.5 and step < len(_PREFIXES) - 1:
        number /= 1000
        step += 1
    digits = f"{number:.3g}" if step or number != int(number) else f"{int(number)}"
    return f"{digits} {_PREFIXES[step]}{unit}".rstrip()


def duration(seconds: float) -> str:
    """Write a duration: `0.8 s`, `42 s`, `3 min 5 s`, `2 h 14 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
