"""The type checker of expr-lang."""
