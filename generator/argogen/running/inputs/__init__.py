"""The files of a run: the places of names in its sources, and artifacts that are given for it."""
