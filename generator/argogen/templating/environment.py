"""The Jinja environment of template files: sandboxed, strict, and with values placed instead of printed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, BytecodeCache, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from argogen.suggestions import find_nearest
from argogen.templating.data import SCALARS, as_data, is_absent
from argogen.templating.filters import choose_filters, join_text, refuse_fragments
from argogen.templating.generator import PlacingGenerator
from argogen.templating.shapes.fragments import wrap_fragment
from argogen.templating.shapes.markers import MARKERS, write_marker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    from jinja2.runtime import Context

_READY = len(MARKERS)
_GLOBALS = ("dict", "namespace", "range")
_DICT_ATTRIBUTES = frozenset(dir(dict))


class _PartTemplate(Template):
    """A template whose module is made anew for each part that imports it."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        self._module = None  # a kept one would hold markers of a part that is finished
        return super()._get_default_module(ctx)


class _FieldNames(dict[type, frozenset[str]]):
    """The names of the public fields of each dataclass that was asked for; none of any other type."""

    def __missing__(self, kind: type) -> frozenset[str]:
        fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        self[kind] = names = frozenset(field.name for field in fields if not field.name.startswith("_"))
        return names


class PartEnvironment(ImmutableSandboxedEnvironment):
    """Collects the values of the part that is being rendered; its text gets a marker for each. One thread at a time.

    `values` is that list. `finished` holds, by id, the data of parts that are done and need no copying.
    """

    code_generator_class = PlacingGenerator
    template_class = _PartTemplate
    intercepted_binops = frozenset("+%*")

    def __init__(self, loader: BaseLoader, bytecode_cache: BytecodeCache | None) -> None:
        super().__init__(
            variable_start_string="${{",
            variable_end_string="}}",
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=True,  # what macros and blocks give comes as Markup then, which tells fragments from values
            undefined=StrictUndefined,
            optimized=False,  # Jinja folds constants by its own idea of text
            auto_reload=False,
            loader=loader,
            bytecode_cache=bytecode_cache,
        )
        self.globals = {name: self.globals[name] for name in _GLOBALS}
        self.filters = choose_filters()
        self.values: list[Any] = []
        self.finished: dict[int, Any] = {}
        self.part_functions: tuple[Callable[..., Any], ...] = ()
        self._field_names = _FieldNames()

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template sees: one plain dict, since Jinja copies it for each part."""
        return super().make_globals(d) if d else self.globals

    def place(self, value: Any) -> str:
        """What stands in the text for `value`; raises as `as_data` does."""
        if type(value) not in SCALARS and id(value) not in self.finished:
            if isinstance(value, Markup):
                return wrap_fragment(str(value))
            value = None if is_absent(value) else as_data(value, self._is_finished)
        values = self.values
        index = len(values)
        values.append(value)
        return MARKERS[index] if index < _READY else write_marker(index)

    def place_field(self, obj: Any, attribute: str) -> str:
        """What stands in the text for `obj.attribute`."""
        if attribute not in self._field_names[type(obj)]:
            return self.place(self.getattr(obj, attribute))
        value = getattr(obj, attribute)
        if type(value) not in SCALARS:
            return self.place(value)
        values = self.values  # as in `place`: most of what templates place are scalar fields, and there are many
        index = len(values)
        values.append(value)
        return MARKERS[index] if index < _READY else write_marker(index)

    def call_part(self, context: Context, function: Any, *arguments: Any) -> Any:
        """A call of `field` or `construct`, at once; of whatever else a template has put in their place, as ever."""
        if function in self.part_functions:
            return function(*arguments)
        return self.call(context, function, *arguments)

    def join_text(self, values: Iterable[Any]) -> str:
        """The operator `~`."""
        return join_text(values)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The operators `+`, `%` and `*`, which Markup has its own idea of."""
        refuse_fragments(left, right)
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`: fields of dataclasses and keys of mappings at once, anything else as the sandbox allows."""
        kind = type(obj)
        if kind is dict:
            if attribute in obj and attribute not in _DICT_ATTRIBUTES:
                return obj[attribute]
        elif attribute in self._field_names[kind]:
            return getattr(obj, attribute)
        elif (names := self._field_names[kind]) and not hasattr(obj, attribute) and not attribute.startswith("_"):
            return self.undefined(_describe_stranger(kind, attribute, names))
        return super().getattr(obj, attribute)

    def _is_finished(self, value: Any) -> bool:
        return id(value) in self.finished


def _describe_stranger(kind: type, attribute: str, names: frozenset[str]) -> str:
    near = find_nearest(attribute, tuple(sorted(names)))
    return f"a {kind.__name__} has no attribute '{attribute}'" + (f": did you mean '{near}'?" if near else "")
