"""Mutate every kind of file, and run the commands on the result: each ends soon, with exit code 0, 1 or 2."""
