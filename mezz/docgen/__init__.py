"""What is derived from code: JSON Schemas, reference pages, error pages."""
