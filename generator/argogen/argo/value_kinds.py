"""Names for the kinds of values that Argo's expressions work with."""

from __future__ import annotations

ANY, TEXT, NUMBER, TRUTH, LIST, MAP, NIL = "any", "text", "number", "truth", "list", "map", "nil"
