"""Optional hygiene rules."""
