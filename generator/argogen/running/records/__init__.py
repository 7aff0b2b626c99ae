"""The record of a run in its directory: a journal of transitions, the outcomes of steps, and the workflow."""
