"""Modules that are imported, and patterns that are compiled at their first use, to reduce the startup time.

A late import is declared at the top of a module, and listed with its reason in `tests/architecture/test_imports.py`.
Type checkers use the module itself:

    if TYPE_CHECKING:
        from argogen.templating import tracing
    else:
        tracing = import_late("argogen.templating.tracing")
"""

from __future__ import annotations

import importlib
import re
from typing import Any, cast


class LateModule:
    """A proxy of a module, which is imported when one of its names is used; then it has the names of the module."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __getattr__(self, name: str) -> Any:
        module = importlib.import_module(self.__name__)
        self.__dict__ = vars(module)  # the same dictionary: each later use is as fast as one of the module
        return getattr(module, name)


def import_late(name: str) -> LateModule:
    """Return a proxy that imports a module at its first use."""
    return LateModule(name)


class _LatePattern:
    """A proxy of a regular expression; after its first use, its methods are those of the compiled pattern."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value


def compile_late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled at its first use; some take a third of a millisecond."""
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))
