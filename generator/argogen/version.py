"""The version of argogen, and the address of its repository."""

__version__ = "0.1.0"

REPOSITORY = "https://git.example.com/argogen"
