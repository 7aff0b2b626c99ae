"""Lint the pipelines and manifests that a page shows."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tests.calling import call_argogen

# Native pipelines beside runnable ones have no configuration.
_CONFIGURATION = ("-c", "config.yaml", "-p", "parameters.yaml", "--ignore", "ineffective-setting")
_ENVIRON = {"runnable_VAR_argo_docker_image": "alpine:3.23"}


def find_unexplained(folder: Path, page: str, *arguments: str) -> list[dict[str, Any]]:
    """Return the errors and warnings of a directory that the page does not show."""
    configured = _CONFIGURATION if (folder / "config.yaml").exists() else ()
    command = ["lint", ".", "--format", "json", *configured, *arguments]
    done = call_argogen(command, folder, {**os.environ, **_ENVIRON})
    assert done.code in (0, 1) or "no-pipelines" in done.out, done.printed
    return [found for found in json.loads(done.out) if _is_unexplained(found, folder, page)]


def _is_unexplained(found: dict[str, Any], folder: Path, page: str) -> bool:
    # Examples of a pack are rendered with the pack.
    is_packs = any((parent / "argogen-pack.yaml").exists() for parent in (folder / found["file"]).parents)
    return (
        found["severity"] != "note"
        and found["code"] != "no-pipelines"
        and not is_packs
        and found["message"] not in page
    )
