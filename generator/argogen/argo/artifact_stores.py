"""The stores of artifacts, by the field of Argo's `Artifact` that configures each."""

from __future__ import annotations

from collections.abc import Mapping

ARTIFACT_STORES: Mapping[str, str] = {
    "s3": "key", "gcs": "key", "azure": "blob", "oss": "key", "git": "", "http": "url", "hdfs": "path",
    "artifactory": "url", "raw": "", "plugin": "",
}  # fmt: skip
"""The field in each store that identifies the object there; "" for a store to which Argo does not write by a key."""
