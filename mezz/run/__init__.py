"""The only layer that computes."""
