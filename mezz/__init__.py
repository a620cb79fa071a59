"""mezz: a compiler and runner for symmetry experiments."""

__version__ = "0.1.0"
