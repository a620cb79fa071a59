"""One verb a module. A module defines `command`, its options and its examples, and imports little."""
