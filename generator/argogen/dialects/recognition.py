"""Which documents are in another dialect than argogen's own."""

from __future__ import annotations

from typing import Any


def is_runnable(data: Any) -> bool:
    """Whether a document is a runnable pipeline."""
    dag = data.get("dag") if isinstance(data, dict) else None
    return isinstance(dag, dict) and bool({"start_at", "steps"} & dag.keys()) and "name" not in data
