"""The inputs of a run: places in its sources, objects to which these refer, and artifacts that are given for it."""
