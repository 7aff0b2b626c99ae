"""Where the shipped templates and schemas are."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent
# A wheel carries both folders inside the package; in a checkout they stand at its top.
_ROOT = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parents[1]

TEMPLATES = _ROOT / "templates"
SCHEMAS = _ROOT / "schemas"


@functools.cache
def read_schema(name: str) -> dict[str, Any]:
    """One of argogen's own JSON Schemas, `pipeline` or `context`; shared, so not to be changed."""
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema
