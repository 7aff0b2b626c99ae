"""Direct rendering: template files that only place values, compiled to Python functions that build their data."""
