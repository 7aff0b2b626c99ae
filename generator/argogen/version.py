"""The version of argogen."""

__version__ = "0.1.0"
