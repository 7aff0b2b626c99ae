"""`${{ }}` expressions, which are evaluated when the manifest is generated."""
