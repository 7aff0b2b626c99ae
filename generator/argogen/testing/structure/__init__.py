"""The steps of a workflow, and their paths as in a pipeline."""
