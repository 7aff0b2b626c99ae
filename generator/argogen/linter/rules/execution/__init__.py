"""Checks of what happens when a workflow runs: values that arrive, states, locks, daemons."""
