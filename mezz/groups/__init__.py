"""Group theory without specs: groups, view plans, axioms."""
