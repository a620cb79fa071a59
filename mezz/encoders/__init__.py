"""Encoders: what a model reads of an example, one file a kind."""
