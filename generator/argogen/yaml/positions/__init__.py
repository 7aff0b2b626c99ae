"""The places of all nodes of a source, and the diagnostics of its syntax errors."""
