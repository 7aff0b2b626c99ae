"""Rendered YAML text with markers, compiled to functions that fill in values."""
