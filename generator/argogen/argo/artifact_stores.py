"""Artifact stores, by the field of an `Artifact` that configures each."""

from __future__ import annotations

from collections.abc import Mapping

ARTIFACT_STORES: Mapping[str, str] = {
    "s3": "key", "gcs": "key", "azure": "blob", "oss": "key", "git": "", "http": "url", "hdfs": "path",
    "artifactory": "url", "raw": "", "plugin": "",
}  # fmt: skip
"""The field of each store that identifies the object; "" for a store whose objects Argo does not write by key."""
