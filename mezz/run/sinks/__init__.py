"""The sinks that a `log` block can name, one a file; heavy packages are imported when one is opened."""
