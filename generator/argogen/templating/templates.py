"""Render template files to data: the only module of argogen that runs Jinja templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import Template, Undefined, pass_context
from jinja2.exceptions import TemplateRuntimeError
from markupsafe import Markup

from argogen.diagnostics import InvalidInputError
from argogen.host import Host
from argogen.late import import_late
from argogen.substitution.jinja_errors import is_template_fault
from argogen.templating.bytecode import open_cache
from argogen.templating.data import is_absent, raise_undefined
from argogen.templating.environment import ManifestEnvironment
from argogen.templating.errors import MisplacedFragmentError, ShapeError, TemplateArgumentError
from argogen.templating.lookup import Lookup
from argogen.templating.rendering import FRAME, Frame, PlacingContext, Rendering
from argogen.templating.shapes.fragments import indent_fragments

if TYPE_CHECKING:
    from argogen.templating import diagnostics, tracing
else:
    diagnostics = import_late("argogen.templating.diagnostics")
    tracing = import_late("argogen.templating.tracing")

_MAX_DEPTH = 40
_SHARED = "workflow"


class Templates:
    """The template files of `folders`, of which the first that has a file wins, and argogen's own behind them.

    A name that begins with one of `named` folders' names is a file of that folder. `values` are seen by all templates.
    `host` reads their files. Compiled templates are kept as long as this object, and in the folder `bytecode_cache` if
    there is one. Several threads may render with one Templates.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (),
        named: Mapping[str, Path] = MappingProxyType({}),
        values: Mapping[str, Any] = MappingProxyType({}),
        *,
        bytecode_cache: Path | None = None,
        host: Host | None = None,
    ) -> None:
        self.lookup = Lookup(folders, named, host=host)
        self._environment = ManifestEnvironment(self.lookup, open_cache(bytecode_cache))
        self._environment.globals.update(values, field=self._render_field, construct=self._render_construct)
        self._environment.template_functions = (self._render_field, self._render_construct)
        self._known: dict[str, Template] = {}

    def render(self, name: str, /, **variables: Any) -> Any:
        """Return the data that the template file `name` gives with `variables`, None if all of it is absent.

        The variable `workflow` is seen by all templates that this one uses, too.

        Raises:
            InvalidInputError: with the file and line of the template at fault.
            Exception: any other is an error in argogen.
        """
        rendering = Rendering({_SHARED: variables[_SHARED]} if _SHARED in variables else {})
        try:
            return self._render_template(name, variables, rendering)
        except InvalidInputError:
            raise
        except Exception as error:
            if is_template_fault(error):
                raise InvalidInputError([diagnostics.report_exception(error, name, self.lookup.host)]) from error
            raise

    @pass_context
    def _render_field(self, context: PlacingContext, name: Any, value: Any) -> Any:
        """`field(name, value)` in a template: what `fields/NAME.yaml.j2` makes of `value`; of nothing, nothing."""
        if is_absent(value):
            return None
        if type(name) is not str:
            raise TemplateArgumentError(f"`field` takes the name of a field first, and got a {type(name).__name__}")
        rendering = context.frame.rendering
        # A Context shares what is the same in many places, so much of it has been rendered before.
        results = rendering.results.setdefault(name, {})
        known = results.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        variables = {**rendering.shared, name.replace("-", "_"): _receive(value)}
        data = self._render_nested(f"fields/{name}.yaml.j2", variables, rendering)
        results[id(value)] = (value, data)
        return data

    @pass_context
    def _render_construct(self, context: PlacingContext, template: Any) -> Any:
        """`construct(template)` in a template: what `constructs/CONSTRUCT.yaml.j2` makes of it; of nothing, nothing."""
        if template is None:
            return None
        construct = self._environment.getattr(_receive(template), "construct")
        rendering = context.frame.rendering
        variables = {**rendering.shared, "template": template}
        return self._render_nested(f"constructs/{construct}.yaml.j2", variables, rendering)

    def _render_nested(self, name: str, variables: dict[str, Any], rendering: Rendering) -> Any:
        if rendering.depth > _MAX_DEPTH:
            raise TemplateRuntimeError(f"parts nest more than {_MAX_DEPTH} deep: does `{name}` use itself?")
        data = self._render_template(name, variables, rendering)
        rendering.finished[id(data)] = data
        return data

    def _render_template(self, name: str, variables: dict[str, Any], rendering: Rendering) -> Any:
        template = self._known.get(name) or self._load(name)
        rendering.depth += 1
        try:
            return self._fill(template, variables, rendering)
        finally:
            rendering.depth -= 1

    def _load(self, name: str) -> Template:
        # Jinja's own cache does more for each name than is needed here, and is used for every field of a manifest.
        self._known[name] = template = self._environment.get_template(name)
        return template

    def _fill(self, template: Template, variables: dict[str, Any], rendering: Rendering) -> Any:
        variables[FRAME] = frame = Frame(rendering)
        context = template.new_context(variables)
        # Not template.render(): it rewrites tracebacks, which costs more than finding the template's line in them.
        # The line end completes a block scalar at the end of a file.
        text = indent_fragments("".join(template.root_render_func(context))) + "\n"
        try:
            return self._environment.compile_shape(text)(frame.values)
        except ShapeError as error:
            report = tracing.report_shape_error(
                error, text, template, {**variables, FRAME: Frame(rendering)}, self.lookup.host
            )
            raise InvalidInputError([report]) from error


def _receive(value: Any) -> Any:
    """Return an argument of a template's call, fit to be rendered; raises UndefinedError or MisplacedFragmentError."""
    if isinstance(value, Undefined):
        raise_undefined(value)
    if isinstance(value, Markup):
        raise MisplacedFragmentError
    return list(value) if hasattr(value, "__next__") else value
