"""Check the calls of a pipeline: their arguments, and the templates that they inline."""
