"""Settings of the workflow itself: those that pass through, and the short forms of a few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.vocabulary import fields_of

# What has a place of its own in the model.
_NAMED = frozenset({"entrypoint", "on_exit", "hooks", "volumes"})


def list_workflow_settings(data: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a workflow by key of the language, in the order of the vocabulary."""
    written = {key: data[key] for key in fields_of("WorkflowSpec") if key in data and key not in _NAMED}
    return {key: _expand(key, value) for key, value in written.items()}


def expand_schedule(written: Any) -> Mapping[str, Any] | None:
    """CronWorkflowSpec's own fields; a string is one schedule."""
    return {"schedules": [written]} if isinstance(written, str) else written


def _expand(key: str, written: Any) -> Any:
    if key == "pod_gc" and isinstance(written, str):
        return {"strategy": written}
    if key == "image_pull_secrets" and isinstance(written, list):
        return [{"name": secret} if isinstance(secret, str) else secret for secret in written]
    return written
