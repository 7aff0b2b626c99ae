"""State of a rendering: the values that templates place, and cached results."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from jinja2.runtime import Context
from markupsafe import Markup

from argogen.host import Host
from argogen.templating.budget import Budget
from argogen.templating.data import SCALARS, as_data, is_absent
from argogen.templating.shapes.fragments import wrap_fragment
from argogen.templating.shapes.markers import ABSENT, MARKERS, write_marker

FRAME = "\0frame"
"""The variable with the Frame of a template; templates cannot refer to its name. Jinja passes it to includes."""

_MARKERS = len(MARKERS)


class RenderedField:
    """A kind of field: its template file and variable, and the cached results by the id of the value.

    A prefix of the name, as in `argogen/container`, selects the directory of the file.
    """

    __slots__ = ("file", "results", "variable")

    def __init__(self, name: str, prefixes: Collection[str]) -> None:
        first, slash, rest = name.partition("/")
        is_prefixed = bool(slash) and first in prefixes  # a field may have the name of a pack
        folder, own = (f"{first}/fields", rest) if is_prefixed else ("fields", name)
        self.file = f"{folder}/{own}.yaml.j2"
        self.variable = own.replace("-", "_")
        self.results: dict[int, tuple[Any, Any]] = {}


class _Fields(dict[str, RenderedField]):
    def __init__(self, prefixes: Collection[str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, name: str) -> RenderedField:
        self[name] = field = RenderedField(name, self._prefixes)
        return field


class Rendering:
    """One manifest that is being rendered, by one thread.

    `shared` are the variables of every template. `finished` contains, by id, results of templates, which are not
    copied again, `fields` those of each field and value. `depth` is the number of templates that are being
    rendered, `budget` that of templates that are not built in, if there are any. Messages show paths as `host` does.
    `prefixes` are those of the names of template files.
    """

    __slots__ = ("budget", "depth", "fields", "finished", "host", "shared")

    def __init__(
        self, shared: Mapping[str, Any], budget: Budget | None, host: Host, prefixes: Collection[str] = ()
    ) -> None:
        self.shared = shared
        self.budget = budget
        self.host = host
        self.finished: dict[int, Any] = {}
        self.fields = _Fields(prefixes)
        self.depth = 0

    def finish(self, data: Any) -> Any:
        """Return the result of a template that another one places, and record that it is finished."""
        self.finished[id(data)] = data
        return data


class Frame:
    """One template that is being rendered to data; `values` are those that it has placed, by the index of their marker.

    The first one is None, the value of all absent ones.

    The templates that a template extends, includes or imports place their values in the same frame.
    """

    __slots__ = ("rendering", "values")

    def __init__(self, rendering: Rendering) -> None:
        self.rendering = rendering
        self.values: list[Any] = [None]


class PlacingContext(Context):
    """The variables of a template, and the frame in which compiled templates place values."""

    environment: Any  # a ManifestEnvironment, which needs this class

    def __init__(self, environment: Any, parent: dict[str, Any], name: Any, blocks: Any, globals: Any = None) -> None:  # noqa: A002 - Jinja's name
        super().__init__(environment, parent, name, blocks, globals)
        self.frame: Frame = parent[FRAME]
        self.placed = self.frame.values
        rendering = self.frame.rendering
        self.finished = rendering.finished
        if rendering.budget is not None:
            rendering.budget.step()

    def place(self, value: Any) -> str:
        """Place a value and return its marker; raises the errors of `as_data`."""
        if type(value) not in SCALARS and id(value) not in self.finished:
            if isinstance(value, Markup):
                return wrap_fragment(str(value))
            value = None if is_absent(value) else as_data(value, self.finished)
        if value is None:
            return ABSENT
        values = self.placed
        index = len(values)
        values.append(value)
        return MARKERS[index] if index < _MARKERS else write_marker(index)

    def place_field(self, obj: Any, attribute: str) -> str:
        """Place `obj.attribute` and return its marker."""
        environment = self.environment
        if attribute not in environment.field_names[type(obj)]:
            return self.place(environment.getattr(obj, attribute))
        value = getattr(obj, attribute)
        if type(value) not in SCALARS:
            return self.place(value)
        if value is None:
            return ABSENT
        values = self.placed  # repeated from `place` for speed: most placed values are scalar fields
        index = len(values)
        values.append(value)
        return MARKERS[index] if index < _MARKERS else write_marker(index)

    def call_template(self, function: Any, *arguments: Any) -> Any:
        """Call `field` or `construct` directly, and a variable of a template that shadows one of them as Jinja does."""
        if function in self.environment.template_functions:
            return function(self, *arguments)
        return self.environment.call(self, function, *arguments)
