"""`${{ }}` expressions, evaluated while the manifest is generated."""
