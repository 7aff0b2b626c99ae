"""Modules that are imported at their first use, so that no start pays for what it does not need.

A module that names one at its top, and what it is needed for in `tests/architecture/test_imports.py`, reads like any
other, and type checkers see the module itself:

    if TYPE_CHECKING:
        from argogen.templating import tracing
    else:
        tracing = import_late("argogen.templating.tracing")
"""

from __future__ import annotations

import importlib
from typing import Any


class LateModule:
    """Stands for a module, and imports it when one of its names is used."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self._name), name)


def import_late(name: str) -> LateModule:
    """Return what stands for a module until it is used."""
    return LateModule(name)
