"""Symmetries: how inputs are renamed, one file a kind."""
