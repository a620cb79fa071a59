"""Where stages are computed."""
