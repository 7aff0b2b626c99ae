"""Tokens and syntax trees of expr-lang."""
