"""Worlds: where examples come from, one file a kind."""
