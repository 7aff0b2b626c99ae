"""Loops in references: their items, limits, and the fallbacks of their outputs."""
