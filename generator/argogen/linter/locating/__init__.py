"""From a violation in a Context to the place in the file of a person."""
