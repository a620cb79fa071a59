"""What the report's figures show, one plot a file."""
