"""argogen generates Argo Workflows manifests from short pipelines.

The names of the public API are imported at their first use, so that `import argogen` is fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argogen.api import (
        ConvertOptions,
        Diagnostic,
        DrawOptions,
        InvalidInputError,
        LintOptions,
        Place,
        RenderOptions,
        Result,
        RunReport,
        Session,
        Severity,
        convert,
        draw,
        lint,
        render,
        run_tests,
    )
    from argogen.version import __version__

__all__ = [
    "ConvertOptions",
    "Diagnostic",
    "DrawOptions",
    "InvalidInputError",
    "LintOptions",
    "Place",
    "RenderOptions",
    "Result",
    "RunReport",
    "Session",
    "Severity",
    "__version__",
    "convert",
    "draw",
    "lint",
    "render",
    "run_tests",
]


def __getattr__(name: str) -> Any:
    """Import the module of a public name at its first use."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "argogen.version" if name == "__version__" else "argogen.api"
    globals()[name] = value = getattr(importlib.import_module(module), name)
    return value


def __dir__() -> list[str]:
    """Return the names of the public API, including those that are not imported yet."""
    return sorted({*globals(), *__all__})
