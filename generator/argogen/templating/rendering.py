"""State of a rendering: the values that templates place, and the results that are known already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2.runtime import Context
from markupsafe import Markup

from argogen.templating.data import SCALARS, as_data, is_absent
from argogen.templating.shapes.fragments import wrap_fragment
from argogen.templating.shapes.markers import MARKERS, write_marker

FRAME = "\0frame"
"""The variable that holds the Frame of a template; its name cannot be written in one. Jinja hands it on to includes."""

_MARKERS = len(MARKERS)


class Rendering:
    """One manifest that is being rendered, by one thread.

    `shared` are the variables that every template sees. `finished` holds, by identity, data that is a template's result
    and needs no copying, `results` that of each field and value. `depth` counts the templates that are being rendered.
    """

    __slots__ = ("depth", "finished", "results", "shared")

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self.shared = shared
        self.finished: dict[int, Any] = {}
        self.results: dict[str, dict[int, tuple[Any, Any]]] = {}
        self.depth = 0


class Frame:
    """One template that is being rendered to data; `values` are those that it has placed, by the index of their marker.

    What a template extends, includes or imports places its values in the same frame.
    """

    __slots__ = ("rendering", "values")

    def __init__(self, rendering: Rendering) -> None:
        self.rendering = rendering
        self.values: list[Any] = []


class PlacingContext(Context):
    """The variables of a template, and the frame in which compiled templates place values."""

    environment: Any  # a ManifestEnvironment, which needs this class

    def __init__(self, environment: Any, parent: dict[str, Any], name: Any, blocks: Any, globals: Any = None) -> None:  # noqa: A002 - Jinja's name
        super().__init__(environment, parent, name, blocks, globals)
        self.frame: Frame = parent[FRAME]
        self.placed = self.frame.values
        self.finished = self.frame.rendering.finished

    def place(self, value: Any) -> str:
        """Place a value and return what stands in the text for it; raises as `as_data` does."""
        if type(value) not in SCALARS and id(value) not in self.finished:
            if isinstance(value, Markup):
                return wrap_fragment(str(value))
            value = None if is_absent(value) else as_data(value, self.finished)
        values = self.placed
        index = len(values)
        values.append(value)
        return MARKERS[index] if index < _MARKERS else write_marker(index)

    def place_field(self, obj: Any, attribute: str) -> str:
        """Place `obj.attribute` and return what stands in the text for it."""
        environment = self.environment
        if attribute not in environment.field_names[type(obj)]:
            return self.place(environment.getattr(obj, attribute))
        value = getattr(obj, attribute)
        if type(value) not in SCALARS:
            return self.place(value)
        values = self.placed  # as in `place`: most of what templates place are scalar fields, and there are many
        index = len(values)
        values.append(value)
        return MARKERS[index] if index < _MARKERS else write_marker(index)

    def call_template(self, function: Any, *arguments: Any) -> Any:
        """Call `field` or `construct` directly, and what a template has put in their place by Jinja's rules."""
        if function in self.environment.template_functions:
            return function(self, *arguments)
        return self.environment.call(self, function, *arguments)
