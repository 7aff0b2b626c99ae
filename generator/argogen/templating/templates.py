"""Render template files to data: the only module of argogen that runs Jinja templates."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import Template, TemplateError, Undefined, pass_context
from jinja2.exceptions import TemplateRuntimeError
from markupsafe import Markup

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.host import Host
from argogen.late import import_late
from argogen.records import Record
from argogen.templating.budget import Budget
from argogen.templating.bytecode import open_cache
from argogen.templating.data import is_absent, raise_undefined
from argogen.templating.direct.store import USUAL_COUNT, DirectTemplates
from argogen.templating.environment import ManifestEnvironment
from argogen.templating.errors import MisplacedFragmentError, NotDirectError, ShapeError, TemplateArgumentError
from argogen.templating.lookup import Lookup
from argogen.templating.rendering import FRAME, Frame, PlacingContext, Rendering
from argogen.templating.shapes.fragments import indent_fragments

if TYPE_CHECKING:
    from argogen.substitution import jinja_errors
    from argogen.templating import diagnostics, programs, tracing
else:
    jinja_errors = import_late("argogen.substitution.jinja_errors")
    diagnostics = import_late("argogen.templating.diagnostics")
    programs = import_late("argogen.templating.programs")
    tracing = import_late("argogen.templating.tracing")

_MAX_DEPTH = 40
_SHARED = ("workflow", "source")


class Templates:
    """The template files of `folders`, of which earlier ones take precedence, and the built-in ones after them.

    A name whose prefix is the name of a `named` directory is a file of that directory. `values` are variables of all
    templates. `host` reads their files, and locates them in messages. Compiled templates are cached in memory, and in
    the directory `bytecode_cache` unless it is None. A file that is rendered `direct_count` times is compiled again, to
    a faster function. It is thread-safe.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (),
        named: Mapping[str, Path] = MappingProxyType({}),
        values: Mapping[str, Any] = MappingProxyType({}),
        *,
        bytecode_cache: Path | None = None,
        host: Host | None = None,
        direct_count: int = USUAL_COUNT,
    ) -> None:
        self.lookup = Lookup(folders, named, host=host)
        self._environment = ManifestEnvironment(self.lookup, open_cache(bytecode_cache))
        functions = {"field": self._render_field, "construct": self._render_construct, "code": self._write_code}
        self._environment.globals.update(values, **functions)
        self._environment.template_functions = (self._render_field, self._render_construct)
        self._load_programs = functools.cache(lambda: programs.Programs(self.lookup, values, bytecode_cache))
        makers: dict[str, Callable[..., Any]] = {"field": self._make_field, "construct": self._make_construct}
        self._direct = DirectTemplates(self._environment, makers, direct_count)

    @functools.cached_property
    def warnings(self) -> Sequence[Diagnostic]:
        """The warnings about template files: those that nothing uses."""
        paths = dict(self.lookup.list_overrides())
        return diagnostics.report_unused(self._environment, self.lookup, paths) if paths else ()

    def render(self, name: str, host: Host | None = None, /, **variables: Any) -> Any:
        """Return the data that the template file `name` renders with `variables`, None if all of it is absent.

        The variables `workflow` and `source` are also available in all templates that this one uses. In messages, paths
        of template files are relative to the working directory of `host`.

        Raises:
            InvalidInputError: with the file and line of the error in the template.
            Exception: any other is an internal error.
        """
        budget = Budget() if self.lookup.has_added else None
        shared = {name: variables[name] for name in _SHARED if name in variables}
        rendering = Rendering(shared, budget, host or self.lookup.host, self.lookup.prefixes)
        try:
            return self._render_template(name, variables, rendering)
        except InvalidInputError:
            raise
        except Exception as error:
            if jinja_errors.is_template_error(error):
                raise InvalidInputError([diagnostics.report_exception(error, name, rendering.host)]) from error
            raise

    @pass_context
    def _render_field(self, context: PlacingContext, name: Any, value: Any, /, **changes: Any) -> Any:
        """Render `value` with `fields/NAME.yaml.j2`, as `field(name, value)` in templates; an absent value gives None.

        `changes` replace fields of the value, or keys of a mapping.
        """
        if changes and not is_absent(value):
            value = self._environment.replace_fields(_receive(value), changes)
        rendering = context.frame.rendering
        return rendering.finish(self._make_field(rendering, name, value))

    def _make_field(self, rendering: Rendering, name: Any, value: Any) -> Any:
        is_tuple = type(value) is tuple
        if value is None or (is_tuple and not value):  # as in `is_absent`, whose call takes longer
            return None
        if type(name) is not str:
            raise TemplateArgumentError(
                f"first argument of `field` must be the name of a field, got a {type(name).__name__}"
            )
        field = rendering.fields[name]
        # A Context shares equal values, so many results are cached.
        known = field.results.get(id(value))
        if known is not None:
            return known[1]
        if is_tuple or not isinstance(value, Record):
            received = value if is_tuple else _receive(value)
            return self._render_template(field.file, {**rendering.shared, field.variable: received}, rendering)
        data = self._render_template(field.file, {**rendering.shared, field.variable: value}, rendering)
        field.results[id(value)] = (value, data)
        return data

    @pass_context
    def _render_construct(self, context: PlacingContext, template: Any) -> Any:
        """Render `template` with `constructs/CONSTRUCT.yaml.j2`, as `construct(template)` in templates."""
        rendering = context.frame.rendering
        return rendering.finish(self._make_construct(rendering, template))

    def _make_construct(self, rendering: Rendering, template: Any) -> Any:
        if template is None:
            return None
        construct = self._environment.getattr(_receive(template), "construct")
        variables = {**rendering.shared, "template": template}
        return self._render_template(f"constructs/{construct}.yaml.j2", variables, rendering)

    @pass_context
    def _write_code(self, context: PlacingContext, name: Any, program: Any) -> str | None:
        """Render `program` with `code/NAME.py.j2`, as `code(name, program)` in templates; an absent one gives None."""
        if is_absent(program):
            return None
        if type(name) is not str:
            raise TemplateArgumentError(
                f"first argument of `code` must be the name of a template, got a {type(name).__name__}"
            )
        variables = {**context.frame.rendering.shared, "program": _receive(program)}
        return self._load_programs().write(f"code/{name}.py.j2", variables)

    def _render_template(self, name: str, variables: dict[str, Any], rendering: Rendering) -> Any:
        direct = self._direct.known.get(name)
        # The deepest level is rendered by Jinja, which locates a template that is nested too deep.
        if direct is None or rendering.depth >= _MAX_DEPTH:
            return self._render_by_jinja(name, variables, rendering)
        rendering.depth += 1
        try:
            return direct(rendering, variables)
        except (NotDirectError, TemplateError) as error:
            if jinja_errors.has_place(error):
                raise
            self._direct.drop(name)
        finally:
            rendering.depth -= 1
        # Jinja renders features that the function does not support, and locates errors.
        return self._render_by_jinja(name, variables, rendering)

    def _render_by_jinja(self, name: str, variables: dict[str, Any], rendering: Rendering) -> Any:
        """Render a template file with Jinja, unless a function is faster."""
        if rendering.depth > _MAX_DEPTH:
            hint = f": `{call}` is the built-in template" if (call := self._call_built_in(name)) else ""
            message = f"templates are nested more than {_MAX_DEPTH} levels deep; `{name}` may use itself{hint}"
            raise TemplateRuntimeError(message)
        template = self._environment.loaded[name]
        if rendering.depth < _MAX_DEPTH and self._direct.prepare(name, variables):
            return self._render_template(name, variables, rendering)
        rendering.depth += 1
        try:
            return self._fill(template, variables, rendering)
        finally:
            rendering.depth -= 1

    def _call_built_in(self, name: str) -> str:
        """Return the call that renders the built-in template of a field, "" for another file."""
        if not name.startswith("fields/") or name not in self.lookup.list_built_in():
            return ""
        return f'field("argogen/{name.removeprefix("fields/").removesuffix(".yaml.j2")}", …)'

    def _fill(self, template: Template, variables: dict[str, Any], rendering: Rendering) -> Any:
        variables[FRAME] = frame = Frame(rendering)
        context = template.new_context(variables)
        # Not template.render(): it rewrites tracebacks, which is slower than reading the template's line from them.
        # The line end completes a block scalar at the end of a file.
        text = indent_fragments("".join(template.root_render_func(context))) + "\n"
        if rendering.budget is not None:
            rendering.budget.add_text(len(text))
        try:
            return self._environment.compile_shape(text)(frame.values)
        except ShapeError as error:
            report = tracing.report_shape_error(
                error, text, template, {**variables, FRAME: Frame(rendering)}, rendering.host
            )
            raise InvalidInputError([report]) from error


def _receive(value: Any) -> Any:
    """Return an argument of a call in a template as a value; raises UndefinedError or MisplacedFragmentError."""
    if isinstance(value, Undefined):
        raise_undefined(value)
    if isinstance(value, Markup):
        raise MisplacedFragmentError
    return list(value) if hasattr(value, "__next__") else value
