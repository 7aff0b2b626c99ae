"""argogen: short pipelines in, Argo Workflows manifests out.

The names of the public API are imported when they are first used, so that `import argogen` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from argogen.version import __version__

if TYPE_CHECKING:
    from argogen.api import (
        ConvertOptions,
        Diagnostic,
        InvalidInputError,
        LintOptions,
        Place,
        RenderOptions,
        Result,
        Session,
        Severity,
        convert,
        lint,
        render,
    )

__all__ = [
    "ConvertOptions",
    "Diagnostic",
    "InvalidInputError",
    "LintOptions",
    "Place",
    "RenderOptions",
    "Result",
    "Session",
    "Severity",
    "__version__",
    "convert",
    "lint",
    "render",
]


def __getattr__(name: str) -> Any:
    """Import the public API with the first use of one of its names."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(importlib.import_module("argogen.api"), name)
    return value


def __dir__() -> list[str]:
    """The names of the public API, imported or not."""
    return sorted({*globals(), *__all__})
