"""Distinguish Argo objects from objects of other API groups that have the same kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.structure.table import KINDS
from argogen.suggestions import find_nearest, is_weak_match

_GROUP = "argoproj.io"


def has_argo_kind(data: Mapping[str, Any]) -> bool:
    """Return whether an object has a kind of Argo, and not another API group; a misspelled group is that of Argo."""
    if data.get("kind") not in KINDS:
        return False
    group = str(data.get("apiVersion", "")).rpartition("/")[0]
    return group in ("", _GROUP) or bool(find_nearest(group, (_GROUP,)) and not is_weak_match(group, _GROUP))
