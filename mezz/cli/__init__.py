"""The command line: parse, call `mezz.api`, render, exit."""
