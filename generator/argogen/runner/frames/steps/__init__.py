"""Templates of steps."""
