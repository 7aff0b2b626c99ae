"""How large an object is: etcd, in which Kubernetes keeps them, takes about a megabyte and a half.

A Workflow keeps what becomes of its steps beside what it says, so that Argo advises to stay well below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from argogen.diagnostics import Diagnostic, Place, Severity

LARGE = 1024 * 1024


def check_size(manifest: Any, place: Place) -> Iterator[Diagnostic]:
    """Whether a manifest is larger than a megabyte, as JSON."""
    size = len(json.dumps(manifest, ensure_ascii=False, separators=(",", ":"), default=str).encode())
    if size > LARGE:
        message = f"the manifest has {size // 1024:,} KiB, and Kubernetes takes no object much larger than 1,024"
        hint = "put templates into WorkflowTemplates, and long lists into artifacts"
        yield Diagnostic("large-object", message, place, hint, Severity.WARNING)
