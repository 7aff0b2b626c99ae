"""The search for the place of a violation in a file."""
