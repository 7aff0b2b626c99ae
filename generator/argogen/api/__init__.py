"""The public API: render, lint and convert one source, and run test cases, in a session or without one.

```python
result = argogen.render("pipeline.yaml", environment="production")
print(result.raise_for_errors().text)
```
"""

from __future__ import annotations

from argogen.api.calls import convert, draw, lint, render, run_tests
from argogen.api.options import ConvertOptions, DrawOptions, LintOptions, RenderOptions
from argogen.api.result import Result
from argogen.api.run_report import RunReport
from argogen.api.session import Session
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity

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
    "convert",
    "draw",
    "lint",
    "render",
    "run_tests",
]
