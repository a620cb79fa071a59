"""Content address to artifact: atomic publish, integrity."""
