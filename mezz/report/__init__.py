"""From a run's record to one HTML file."""
