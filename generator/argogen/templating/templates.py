"""Render template files to data: the one door to Jinja."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Template, Undefined
from jinja2.exceptions import TemplateRuntimeError
from markupsafe import Markup

from argogen.caches import find_user_cache
from argogen.diagnostics import InvalidInputError
from argogen.templating.bytecode import open_cache
from argogen.templating.data import MisplacedFragmentError, is_absent, raise_undefined
from argogen.templating.environment import PartEnvironment
from argogen.templating.faults import ShapeError
from argogen.templating.lookup import Lookup
from argogen.templating.reports import report_exception
from argogen.templating.shapes.fragments import indent_fragments
from argogen.templating.shapes.skeleton import compile_shape
from argogen.templating.tracing import report_fault

_PER_USER = Path()
_DEEPEST = 40


class Templates:
    """The template files of `folders`, of which the first that has a file wins, and argogen's own behind them.

    A name that begins with one of `named` folders' names is a file of that folder. `values` are seen by all templates.
    `bytecode_cache` is the folder that keeps compiled templates between runs: the user's cache folder if not given,
    none if None. A `Templates` is for one thread.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (),
        named: Mapping[str, Path] = MappingProxyType({}),
        values: Mapping[str, Any] = MappingProxyType({}),
        *,
        bytecode_cache: Path | None = _PER_USER,
    ) -> None:
        self.lookup = Lookup(folders, named)
        cache = open_cache(find_user_cache() if bytecode_cache is _PER_USER else bytecode_cache)
        self._environment = PartEnvironment(self.lookup, cache)
        self._environment.globals.update(values, field=self._render_field, construct=self._render_construct)
        self._environment.part_functions = (self._render_field, self._render_construct)
        self._done: dict[str, dict[int, tuple[Any, Any]]] = {}
        self._known: dict[str, Template] = {}
        self._depth = 0

    def render(self, name: str, **variables: Any) -> Any:
        """The data that the template file `name` gives with `variables`, None if all of it is absent.

        Raises InvalidInputError with the file and line of the template at fault.
        """
        try:
            return self._render_part(name, variables)
        except InvalidInputError:
            raise
        except Exception as error:
            raise InvalidInputError([report_exception(error, name)]) from error
        finally:
            self._environment.finished.clear()
            self._done.clear()

    def _render_field(self, name: str, value: Any) -> Any:
        """`field(name, value)` in a template: what `fields/NAME.yaml.j2` makes of `value`; of nothing, nothing."""
        if is_absent(value):
            return None
        # A Context shares what is the same in many places, so much of it has been rendered before.
        done = self._done.setdefault(name, {})
        known = done.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        data = self._render_nested(f"fields/{name}.yaml.j2", {name.replace("-", "_"): _receive(value)})
        done[id(value)] = (value, data)
        return data

    def _render_construct(self, template: Any) -> Any:
        """`construct(template)` in a template: what `constructs/CONSTRUCT.yaml.j2` makes of it; of nothing, nothing."""
        if template is None:
            return None
        construct = self._environment.getattr(_receive(template), "construct")
        return self._render_nested(f"constructs/{construct}.yaml.j2", {"template": template})

    def _render_nested(self, name: str, variables: dict[str, Any]) -> Any:
        if self._depth > _DEEPEST:
            raise TemplateRuntimeError(f"parts nest more than {_DEEPEST} deep: does `{name}` use itself?")
        data = self._render_part(name, variables)
        self._environment.finished[id(data)] = data
        return data

    def _render_part(self, name: str, variables: dict[str, Any]) -> Any:
        environment = self._environment
        template = self._known.get(name) or self._load(name)
        around, environment.values = environment.values, []
        self._depth += 1
        try:
            return self._fill(template, variables)
        finally:
            self._depth -= 1
            environment.values = around

    def _load(self, name: str) -> Template:
        # Jinja's own cache asks more of the name than there is to know each time, and is asked for every part.
        self._known[name] = template = self._environment.get_template(name)
        return template

    def _fill(self, template: Template, variables: dict[str, Any]) -> Any:
        # Not template.render(): it rewrites tracebacks, which costs more than finding the template's line in them.
        # The line end completes a block scalar that is the last thing of a file.
        text = indent_fragments("".join(template.root_render_func(template.new_context(variables)))) + "\n"
        try:
            return compile_shape(text)(self._environment.values)
        except ShapeError as fault:
            report = report_fault(fault, text, template, variables, self._environment)
            raise InvalidInputError([report]) from fault


def _receive(value: Any) -> Any:
    """An argument of a template's call, fit to be rendered; UndefinedError, MisplacedFragmentError if there is none."""
    if isinstance(value, Undefined):
        raise_undefined(value)
    if isinstance(value, Markup):
        raise MisplacedFragmentError
    return list(value) if isinstance(value, Iterator) else value
