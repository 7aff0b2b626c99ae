"""The author of the commits of tests."""

from __future__ import annotations

NOBODY = {f"GIT_{who}_{what}": "nobody@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
"""Environment variables of git."""
