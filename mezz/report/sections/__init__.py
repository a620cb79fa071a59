"""The sections of the page, one a file: each turns the record into a `Section`, or into nothing."""
