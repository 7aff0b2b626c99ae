"""Find the place of a violation in a file."""
