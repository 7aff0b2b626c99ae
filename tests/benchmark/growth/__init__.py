"""How the time of each command grows with each thing that repeats."""
