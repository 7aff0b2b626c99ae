"""Releases of argogen: the changelog, and the check of what is published."""
