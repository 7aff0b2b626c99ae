"""The locations of the shipped templates, schemas and examples."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
# A wheel has these directories inside the package; a checkout has them at its top.
_ROOT = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parents[1]

TEMPLATES = _ROOT / "templates"
SCHEMAS = _ROOT / "schemas"
EXAMPLES = _ROOT / "examples"
