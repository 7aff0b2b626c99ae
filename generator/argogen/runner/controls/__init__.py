"""Limits on the run: parallelism, locks, caches, and reasons why it never ends."""
