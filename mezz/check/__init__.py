"""What a well-formed spec can still get wrong, found before anything runs."""
