"""The Jinja environment of template files: sandboxed, strict, and with values placed instead of printed."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, BytecodeCache, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from argogen.suggestions import suggest
from argogen.templating.errors import TemplateArgumentError
from argogen.templating.filters import choose_filters, join_text, refuse_fragments
from argogen.templating.generator import PlacingGenerator
from argogen.templating.rendering import FRAME, PlacingContext
from argogen.templating.shapes.compiler import compile_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    from jinja2.runtime import Context

_DISTINCT_SHAPES = 1024
_GLOBALS = ("dict", "namespace", "range")
_DICT_ATTRIBUTES = frozenset(dir(dict))


class _ManifestTemplate(Template):
    """A template whose module is made anew for each template that imports it."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        shared = {name: ctx.parent[name] for name in ctx.globals_keys - self.globals.keys()}
        return self.make_module({**shared, FRAME: ctx.frame})  # a kept one would hold markers of another frame


class _FieldNames(dict[type, frozenset[str]]):
    """The names of the public fields of each dataclass; none of any other type."""

    def __missing__(self, kind: type) -> frozenset[str]:
        fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        self[kind] = names = frozenset(field.name for field in fields if not field.name.startswith("_"))
        return names


class ManifestEnvironment(ImmutableSandboxedEnvironment):
    """Compiles templates whose text gets a marker for each value; the values themselves are in the template's Frame.

    Several threads may use one: all state of a rendering is in the context of its templates.
    """

    code_generator_class = PlacingGenerator
    context_class = PlacingContext
    template_class = _ManifestTemplate
    intercepted_binops = frozenset("+%*")

    def __init__(self, loader: BaseLoader, bytecode_cache: BytecodeCache | None) -> None:
        super().__init__(
            variable_start_string="${{",
            variable_end_string="}}",
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=True,  # so that macros and blocks give Markup, which distinguishes fragments from values
            undefined=StrictUndefined,
            optimized=False,  # Jinja folds constants by its own idea of text
            auto_reload=False,
            loader=loader,
            bytecode_cache=bytecode_cache,
        )
        self.globals = {name: self.globals[name] for name in _GLOBALS}
        self.filters = choose_filters()
        self.template_functions: tuple[Callable[..., Any], ...] = ()
        self.field_names = _FieldNames()
        # Different values in the same places give the same shape, so nearly all shapes are met again.
        self.compile_shape = functools.lru_cache(_DISTINCT_SHAPES)(compile_shape)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what every template sees: one plain dict, since Jinja copies it for each template."""
        return super().make_globals(d) if d else self.globals

    def require_text(self, value: Any) -> str:
        """Return the result of a `filter` block. Raises TemplateArgumentError if it is not text."""
        if not isinstance(value, str):
            raise TemplateArgumentError(f"a `filter` block gives text, and this is a {type(value).__name__}")
        return value

    def join_text(self, values: Iterable[Any]) -> str:
        """Return the result of the operator `~`."""
        return join_text(values)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result of `+`, `%` or `*`, which Markup defines differently."""
        refuse_fragments(left, right)
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return `obj.attribute`: fields of dataclasses and keys of mappings directly, others as the sandbox allows."""
        kind = type(obj)
        if kind is dict:
            if attribute in obj and attribute not in _DICT_ATTRIBUTES:
                return obj[attribute]
        elif attribute in self.field_names[kind]:
            return getattr(obj, attribute)
        elif (names := self.field_names[kind]) and not hasattr(obj, attribute) and not attribute.startswith("_"):
            return self.undefined(_describe_missing_field(kind, attribute, names))
        return super().getattr(obj, attribute)


def _describe_missing_field(kind: type, attribute: str, names: frozenset[str]) -> str:
    hint = suggest(attribute, sorted(names))
    return f"a {kind.__name__} has no attribute '{attribute}'" + (f": {hint}" if hint else "")
