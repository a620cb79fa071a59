"""What a world, symmetry, encoder, model and measure are; where they are found; what they must pass."""
