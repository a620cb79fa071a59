"""What is derived from the code: JSON Schemas, and the reference pages of the docs."""
