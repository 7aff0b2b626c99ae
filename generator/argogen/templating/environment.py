"""Jinja environment of template files: sandboxed and strict, with markers in place of printed values."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, BytecodeCache, StrictUndefined, Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from argogen.context import PassedFields
from argogen.records import Record
from argogen.suggestions import suggest
from argogen.templating.budget import (
    MAX_SIZE,
    METER,
    WIDE_FILTERS,
    check_call,
    check_operation,
    find_budget,
    limit_filter,
    meter,
    meter_loops,
)
from argogen.templating.errors import TemplateArgumentError, TemplateLimitError
from argogen.templating.filters import choose_filters, join_text, refuse_fragments
from argogen.templating.generator import PlacingGenerator
from argogen.templating.lookup import Lookup
from argogen.templating.rendering import FRAME, PlacingContext
from argogen.templating.shapes.compiler import compile_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    from jinja2.runtime import Context

_DISTINCT_SHAPES = 1024
_GLOBALS = ("dict", "namespace", "range")
DICT_ATTRIBUTES = frozenset(dir(dict))
"""Names of the methods of a mapping, which take precedence over its keys."""


class _ManifestTemplate(Template):
    """A template whose module is created for each template that imports it."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        shared = {name: ctx.parent[name] for name in ctx.globals_keys - self.globals.keys()}
        return self.make_module({**shared, FRAME: ctx.frame})  # a cached one would contain markers of another frame


class _FieldNames(dict[type, frozenset[str]]):
    """The names of the public fields of each class of records or passed fields; empty for other types."""

    def __missing__(self, kind: type) -> frozenset[str]:
        fields = kind._fields if issubclass(kind, Record | PassedFields) else ()
        self[kind] = names = frozenset(name for name in fields if not name.startswith("_"))
        return names


class _LoadedTemplates(dict[str, Template]):
    """The templates of an environment by name; each is loaded at its first use.

    The cache of Jinja is slower, and every field of a manifest requires a look-up.
    """

    def __init__(self, environment: TemplateEnvironment) -> None:
        super().__init__()
        self._environment = environment

    def __missing__(self, name: str) -> Template:
        self[name] = template = self._environment.get_template(name)
        return template


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Base of the environments of all template files: delimiters, the sandbox, strict names, fields of the Context.

    It is thread-safe.
    """

    intercepted_binops = frozenset(["+", "%", "*", "**"])

    def __init__(self, loader: BaseLoader, bytecode_cache: BytecodeCache | None, **options: Any) -> None:
        super().__init__(
            variable_start_string="${{",
            variable_end_string="}}",
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
            loader=loader,
            bytecode_cache=bytecode_cache,
            optimized=False,  # the optimizer visits each operand once for each level of operators around it
            **options,
        )
        self.globals = {name: self.globals[name] for name in _GLOBALS}
        self.filters = choose_filters()
        for name in (*WIDE_FILTERS, "replace"):
            self.filters[name] = limit_filter(name, self.filters[name])
        self.filters[METER] = meter
        self.field_names = _FieldNames()
        self.loaded = _LoadedTemplates(self)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse a template; loops of those that are not built in are counted."""
        parsed = super()._parse(source, name, filename)
        is_own = isinstance(self.loader, Lookup) and self.loader.is_own(filename)
        return parsed if is_own else meter_loops(parsed)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function, a macro or a method, and count that in the budget of the rendering."""
        if (budget := find_budget(context)) is not None:
            budget.step()
            owner = getattr(obj, "__self__", None)
            if isinstance(owner, str):
                check_call(getattr(obj, "__name__", ""), [owner, *args, *kwargs.values()])
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result of an operator that can be large, after a check of its size."""
        check_operation(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return `obj.attribute`: fields of records and keys of mappings directly, others as the sandbox allows."""
        kind = type(obj)
        if kind is dict:
            if attribute in obj and attribute not in DICT_ATTRIBUTES:
                return obj[attribute]
        elif attribute in self.field_names[kind]:
            return getattr(obj, attribute)
        elif (names := self.field_names[kind]) and not hasattr(obj, attribute) and not attribute.startswith("_"):
            return self.undefined(_describe_missing_field(kind, attribute, names))
        return super().getattr(obj, attribute)

    def replace_fields(self, obj: Any, changes: Mapping[str, Any]) -> Any:
        """Return a record or a mapping with some fields replaced. Raises TemplateArgumentError."""
        if isinstance(obj, Mapping):
            return {**obj, **changes}
        names = self.field_names[type(obj)]
        if unknown := sorted(changes.keys() - names):
            raise TemplateArgumentError(_describe_missing_field(type(obj), unknown[0], names))
        return obj._replace(**changes)


class ManifestEnvironment(TemplateEnvironment):
    """Compiles templates that render a marker for each value; the values are in the Frame of the template.

    All state of a rendering is in the context of its templates.
    """

    code_generator_class = PlacingGenerator
    context_class = PlacingContext
    template_class = _ManifestTemplate

    def __init__(self, loader: BaseLoader, bytecode_cache: BytecodeCache | None) -> None:
        super().__init__(
            loader,
            bytecode_cache,
            autoescape=True,  # so that macros and blocks return Markup, which distinguishes fragments from values
        )
        self.template_functions: tuple[Callable[..., Any], ...] = ()
        # Different values in the same locations have the same shape, so nearly all shapes are reused.
        self.compile_shape = functools.lru_cache(_DISTINCT_SHAPES)(compile_shape)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of every template: one plain dict, since Jinja copies it for each template."""
        return super().make_globals(d) if d else self.globals

    def require_text(self, value: Any) -> str:
        """Return the result of a `filter` block. Raises TemplateArgumentError if it is not a string."""
        if not isinstance(value, str):
            raise TemplateArgumentError(f"result of a `filter` block must be a string, got a {type(value).__name__}")
        return value

    def join_text(self, values: Iterable[Any]) -> str:
        """Return the result of the operator `~`."""
        text = join_text(values)
        if len(text) > MAX_SIZE:
            raise TemplateLimitError(f"value exceeds {MAX_SIZE:,} characters or items")
        return text

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result of `+`, `%` or `*`, which Markup overrides."""
        refuse_fragments(left, right)
        return super().call_binop(context, operator, left, right)


def _describe_missing_field(kind: type, attribute: str, names: frozenset[str]) -> str:
    hint = suggest(attribute, sorted(names))
    return f"a {kind.__name__} has no attribute '{attribute}'" + (f": {hint}" if hint else "")
