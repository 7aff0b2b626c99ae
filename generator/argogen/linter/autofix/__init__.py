"""Apply the safe fixes of diagnostics to a source, and change nothing else."""

from argogen.linter.autofix.fixes import apply_fixes

__all__ = ["apply_fixes"]
