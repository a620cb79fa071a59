"""Estimators, intervals and verdict mathematics, without specs."""
