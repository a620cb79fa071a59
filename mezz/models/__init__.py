"""Models: what is fitted, one file a kind."""
