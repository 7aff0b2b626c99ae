"""Defaults, profiles, inherited settings and final policies."""
