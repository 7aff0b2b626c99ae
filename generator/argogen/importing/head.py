"""Shorten the top-level keys of a pipeline: metadata, schedule, volumes and settings of the workflow."""

from __future__ import annotations

import re
from typing import Any

from argogen.importing.tree import TrackedDict, TrackedList
from argogen.importing.value_shortening import shorten_parameters

_DESCRIPTION = "workflows.argoproj.io/description"
_RETRY = ["limit", "retryPolicy", "expression", "backoff", "affinity"]


def shorten_head(pipeline: TrackedDict) -> None:
    """Shorten name, kind, schedule, parameters, volumes and settings."""
    _shorten_description(pipeline)
    _shorten_schedule(pipeline)
    shorten_parameters(pipeline, "value")
    shorten_retry(pipeline)
    _shorten_settings(pipeline)
    use = pipeline.get("use")
    if isinstance(use, TrackedDict) and list(use) == ["name"] and "/" not in use["name"]:
        pipeline["use"] = use["name"]
    if pipeline["kind"] == "Workflow" or "schedule" in pipeline:
        pipeline.take("kind")


def _shorten_description(pipeline: TrackedDict) -> None:
    annotations = pipeline.get("annotations")
    if isinstance(annotations, TrackedDict) and isinstance(annotations.get(_DESCRIPTION), str):
        annotations.move(_DESCRIPTION, pipeline, "description")
        if not annotations:
            pipeline.take("annotations")


def _shorten_schedule(pipeline: TrackedDict) -> None:
    schedule = pipeline.get("schedule")
    if isinstance(schedule, TrackedDict) and list(schedule) == ["schedules"] and len(schedule["schedules"]) == 1:
        pipeline.put("schedule", schedule["schedules"][0], schedule.at.get("schedules"))


def shorten_retry(owner: TrackedDict) -> None:
    """Shorten a retry that consists of only its limit."""
    retry = owner.get("retry")
    if isinstance(retry, TrackedDict):
        if re.fullmatch(r"0|[1-9]\d*", str(retry.get("limit"))):
            retry["limit"] = int(str(retry["limit"]))
        is_short = list(retry) == ["limit"] and isinstance(retry["limit"], int)
        owner["retry"] = retry["limit"] if is_short else retry.ordered(_RETRY)


def _shorten_settings(pipeline: TrackedDict) -> None:
    for key, field in (("pod_gc", "strategy"), ("ttl", "secondsAfterCompletion")):
        written = pipeline.get(key)
        if isinstance(written, TrackedDict) and list(written) == [field]:
            pipeline[key] = written[field]
    secrets = pipeline.get("image_pull_secrets")
    if isinstance(secrets, TrackedList):
        pipeline["image_pull_secrets"] = TrackedList([_shorten_secret(secret) for secret in secrets], secrets.at)


def _shorten_secret(secret: Any) -> Any:
    return secret["name"] if isinstance(secret, dict) and list(secret) == ["name"] else secret
