"""Releases of argogen: the changelog, and the check of the distributions."""
