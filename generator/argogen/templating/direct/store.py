"""Choose the template files that are rendered directly: those that are rendered often, or that render a long list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.templating.direct import compiler
    from argogen.templating.environment import ManifestEnvironment
else:
    compiler = import_late("argogen.templating.direct.compiler")

USUAL_COUNT = 64
"""The number of renderings, or of items of a list, above which it is faster to compile a template file."""
_MANY = 8


class DirectTemplates:
    """The functions of the template files of one environment; a file is compiled when it is rendered `count` times.

    `functions` are `field` and `construct`, as functions of the Rendering and the arguments. `known` maps the name of a
    file to its function, or to None if Jinja renders it.
    """

    def __init__(
        self, environment: ManifestEnvironment, functions: Mapping[str, Callable[..., Any]], count: int = USUAL_COUNT
    ) -> None:
        self._environment = environment
        self._functions = functions
        self._count = count
        self._counts: Counter[str] = Counter()
        self.known: dict[str, compiler.DirectTemplate | None] = {}

    def prepare(self, name: str, variables: Mapping[str, Any]) -> bool:
        """Compile a template file if that is faster than Jinja with `variables`; return whether it has a function."""
        if name in self.known:
            return self.known[name] is not None
        self._counts[name] += 1
        if self._counts[name] < self._count and not self._has_long(variables.values()):
            return False
        self.known[name] = found = compiler.compile_direct(self._environment, name, variables, self._functions)
        return found is not None

    def drop(self, name: str) -> None:
        """Render a template file with Jinja from now on."""
        self.known[name] = None

    def _has_long(self, variables: Iterable[Any]) -> bool:
        """Return whether a variable of a template has a long list, which the template may render item by item.

        After a very long one, every file is compiled when it is first rendered: items use several files.
        """
        longest = max(map(self._measure, variables), default=0)
        is_long = longest >= self._count
        if longest >= _MANY * self._count:
            self._count = 1
        return is_long

    def _measure(self, value: Any) -> int:
        """Return the length of the longest list of a variable."""
        names = self._environment.field_names[type(value)]
        items = value.values() if type(value) is dict else [getattr(value, name) for name in names]
        return max([len(item) for item in items if type(item) is tuple], default=0)
