"""Measures: what criteria may speak of, one file a kind."""
