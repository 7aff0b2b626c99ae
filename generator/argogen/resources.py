"""Where the shipped templates, schemas and examples are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
# A wheel carries these folders inside the package; in a checkout they stand at its top.
_ROOT = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parents[1]

TEMPLATES = _ROOT / "templates"
SCHEMAS = _ROOT / "schemas"
EXAMPLES = _ROOT / "examples"
