"""What a run leaves behind, shared by whoever writes it and whoever reads it."""
