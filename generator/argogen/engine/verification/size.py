"""Check the size of a manifest: etcd limits Kubernetes objects to about 1.5 MiB.

A Workflow also stores the status of its steps, so its manifest must be considerably smaller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from argogen.diagnostics import Diagnostic, Place, Severity

LARGE = 1024 * 1024


def check_size(manifest: Any, locate: Callable[[], Place]) -> Iterator[Diagnostic]:
    """Report a manifest that is larger than 1 MiB as JSON; `locate` returns its place, which takes a second parse."""
    size = len(json.dumps(manifest, ensure_ascii=False, separators=(",", ":"), default=str).encode())
    if size > LARGE:
        message = f"manifest is too large for Kubernetes: {size // 1024:,} KiB, must be at most about 1,024 KiB"
        hint = "move templates to WorkflowTemplates, and long lists to artifacts"
        yield Diagnostic("oversized-manifest", message, locate(), hint, Severity.WARNING)
