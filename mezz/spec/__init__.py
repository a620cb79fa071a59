"""The language: text to node tree to `Spec`, with a span for every key and value."""
