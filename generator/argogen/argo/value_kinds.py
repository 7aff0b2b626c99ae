"""The kinds of values in expressions of Argo."""

from __future__ import annotations

ANY, STRING, NUMBER, BOOLEAN, LIST, MAP, NIL = "any", "string", "number", "boolean", "list", "map", "nil"
