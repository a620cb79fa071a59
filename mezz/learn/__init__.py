"""Stacked training, randomness as a value, standardisation."""
