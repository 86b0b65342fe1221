"""How long an analysis takes, as a ratio to the loop that people write by hand."""
