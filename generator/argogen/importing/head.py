"""Shorten the head of a pipeline: metadata, schedule, volumes and settings of the workflow."""

from __future__ import annotations

import re
from typing import Any

from argogen.importing.tree import TrackedDict, TrackedList
from argogen.importing.value_shortening import shorten_parameters
from argogen.language.vocabulary import find_pattern

_DESCRIPTION = "workflows.argoproj.io/description"
_LONGEST_PREFIX = 57
_RETRY = ["limit", "retryPolicy", "expression", "backoff", "affinity"]
_VOLUMES = {"configMap": ("config_map", "name"), "secret": ("secret", "secretName")}
_CLAIM = "persistentVolumeClaim"


def shorten_head(pipeline: TrackedDict) -> None:
    """Name, kind, schedule, parameters, volumes and the settings that have short forms."""
    shorten_name(pipeline)
    _shorten_schedule(pipeline)
    shorten_parameters(pipeline, "value")
    shorten_retry(pipeline)
    shorten_volumes(pipeline)
    _shorten_settings(pipeline)
    use = pipeline.get("use")
    if isinstance(use, TrackedDict) and list(use) == ["name"] and "/" not in use["name"]:
        pipeline["use"] = use["name"]
    if pipeline["kind"] == "Workflow" or "schedule" in pipeline:
        pipeline.take("kind")


def shorten_name(pipeline: TrackedDict) -> None:
    """Write metadata as keys of the pipeline, as far as there are keys for it."""
    metadata: TrackedDict = pipeline["metadata"]
    _take_name(pipeline, metadata)
    for key in ("namespace", "labels", "annotations"):
        if key in metadata and metadata[key] not in ({}, ""):
            metadata.move(key, pipeline)
    annotations = pipeline.get("annotations")
    if isinstance(annotations, TrackedDict) and isinstance(annotations.get(_DESCRIPTION), str):
        annotations.move(_DESCRIPTION, pipeline, "description")
        if not annotations:
            pipeline.take("annotations")
    if not metadata and "name" in pipeline:
        pipeline.take("metadata")


def _take_name(pipeline: TrackedDict, metadata: TrackedDict) -> None:
    field = "generateName" if pipeline.get("kind", "Workflow") == "Workflow" else "name"
    name = metadata.get(field)
    if not isinstance(name, str) or (field == "generateName" and ("name" in metadata or not name.endswith("-"))):
        return
    short = name[:-1] if field == "generateName" else name
    fits = len(short) <= _LONGEST_PREFIX or field == "name"
    if fits and re.search(find_pattern("pipeline_name"), short):
        pipeline.put("name", short, metadata.take(field)[1])


def _shorten_schedule(pipeline: TrackedDict) -> None:
    schedule = pipeline.get("schedule")
    if isinstance(schedule, TrackedDict) and list(schedule) == ["schedules"] and len(schedule["schedules"]) == 1:
        pipeline.put("schedule", schedule["schedules"][0], schedule.at.get("schedules"))


def shorten_retry(owner: TrackedDict) -> None:
    """Shorten a retry that is no more than its limit."""
    retry = owner.get("retry")
    if isinstance(retry, TrackedDict):
        if re.fullmatch(r"0|[1-9]\d*", str(retry.get("limit"))):
            retry["limit"] = int(str(retry["limit"]))
        is_short = list(retry) == ["limit"] and isinstance(retry["limit"], int)
        owner["retry"] = retry["limit"] if is_short else retry.ordered(_RETRY)


def shorten_volumes(owner: TrackedDict) -> None:
    """Volumes whose source the language has a word for."""
    volumes = owner.get("volumes") or TrackedDict()
    for name, volume in volumes.items():
        if isinstance(volume, TrackedDict):
            volumes[name] = _shorten_volume(volume)


def _shorten_volume(volume: TrackedDict) -> TrackedDict:
    kind = next(iter(volume), "")
    fields = volume.get(kind)
    if len(volume) != 1 or not isinstance(fields, TrackedDict):
        return volume
    if kind == "claim_template":
        return TrackedDict({kind: _shorten_claim(fields)}, volume.at)
    if kind == "emptyDir":
        return TrackedDict({"empty_dir": fields}, {"empty_dir": volume.at["emptyDir"]})
    if kind == _CLAIM and "claimName" in fields and fields.keys() <= {"claimName", "readOnly"}:
        read_only = {"read_only": fields["readOnly"]} if "readOnly" in fields else {}
        return TrackedDict({"claim": fields["claimName"], **read_only}, {"claim": volume.at[kind]})
    word, field = _VOLUMES.get(kind, ("", ""))
    if field not in fields or fields.keys() - {field, "items", "defaultMode", "optional"}:
        return volume
    others = {"default_mode" if key == "defaultMode" else key: fields[key] for key in fields if key != field}
    return TrackedDict({word: fields[field], **others}, {word: volume.at[kind]})


def _shorten_claim(claim: TrackedDict) -> TrackedDict:
    """Return the short form of a claim with a size, access modes, and perhaps a class."""
    metadata, spec = claim.get("metadata") or TrackedDict(), claim.get("spec") or TrackedDict()
    requests = (spec.get("resources") or {}).get("requests") or {}
    is_short = (
        spec.keys() <= {"accessModes", "storageClassName", "volumeMode", "resources"}
        and bool(spec.get("accessModes"))
        and list(spec.get("resources") or ()) == ["requests"]
        and list(requests) == ["storage"]
        and claim.keys() <= {"metadata", "spec"}
        and metadata.keys() <= {"labels", "annotations"}
    )
    if not is_short:
        return claim
    names = {"storageClassName": "storage_class", "volumeMode": "volume_mode"}
    others = {short: spec[field] for field, short in names.items() if field in spec}
    return TrackedDict(
        {"size": requests["storage"], "access_modes": spec["accessModes"], **others, **metadata}, claim.at
    )


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
