"""Experiments made up at the boundary, where a verdict is wrong as often as it may be.

No model is trained: the influence values of arms are drawn, so that the truth is known, and go
through the intervals, guards and verdict of a run. `python -m mezz.run.calibration` writes what
comes of it into `docs/calibration.md`.
"""
