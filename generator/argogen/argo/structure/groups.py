"""Distinguish Argo objects from objects of other API groups that have the same kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.structure.table import KINDS
from argogen.suggestions import find_nearest, is_weak_match

_GROUP = "argoproj.io"
# The kinds of the controller itself and of other projects of Argo, whose names are similar.
_OTHERS = (
    "WorkflowTaskSet", "WorkflowTaskResult", "WorkflowArtifactGCTask", "AnalysisTemplate", "ClusterAnalysisTemplate",
)  # fmt: skip


def has_argo_kind(data: Mapping[str, Any]) -> bool:
    """Return whether an object has a kind of Argo, and not another API group; a misspelled group is that of Argo."""
    if data.get("kind") not in KINDS:
        return False
    group = str(data.get("apiVersion", "")).rpartition("/")[0]
    return group in ("", _GROUP) or bool(find_nearest(group, (_GROUP,)) and not is_weak_match(group, _GROUP))


def find_meant_kind(data: Mapping[str, Any]) -> str:
    """Return the kind that an object of the API group of Argo probably means with an unknown one, or ""."""
    kind = data.get("kind")
    group = str(data.get("apiVersion", "")).rpartition("/")[0]
    if group != _GROUP or not isinstance(kind, str) or kind in KINDS or kind in _OTHERS:
        return ""
    same = next((known for known in KINDS if kind.lower().rstrip("s") == known.lower()), "")
    return same or find_nearest(kind, KINDS)
