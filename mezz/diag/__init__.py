"""Errors are data: spans, diagnostics, the closed list of codes, and their renderers."""
