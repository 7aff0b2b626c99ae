"""Render programs from the templates in `code`."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateSyntaxError, Undefined

from argogen.templating.budget import BUDGET, Budget
from argogen.templating.bytecode import open_cache
from argogen.templating.data import as_data, raise_undefined
from argogen.templating.environment import TemplateEnvironment
from argogen.templating.errors import TemplateArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from argogen.templating.lookup import Lookup


class Programs:
    """Renders programs from the template files that `lookup` finds; `values` are variables of all templates.

    It is thread-safe.
    """

    def __init__(self, lookup: Lookup, values: Mapping[str, Any], bytecode_cache: Path | None) -> None:
        cache = open_cache(bytecode_cache, "programs")
        self._environment = TemplateEnvironment(lookup, cache, keep_trailing_newline=True, finalize=_check_text)
        self._environment.globals.update(values)
        self._environment.filters["tojson"] = _write_json
        self._lookup = lookup
        self._overrides = [path for path in lookup.list_added() if path.parent.name == "code"]

    def write(self, name: str, variables: Mapping[str, Any]) -> str:
        """Return the program that the template file `name` renders, with a newline at its end.

        Raises Jinja errors, also if overrides render a program that is not valid Python.
        """
        template = self._environment.loaded[name]
        # Not template.render(): it rewrites tracebacks, from which the line of the template is read.
        text = "".join(template.root_render_func(template.new_context({**variables, BUDGET: Budget()})))
        program = text.strip("\n") + "\n"
        if self._overrides:
            self._check(program, name)
        return program

    def _check(self, program: str, name: str) -> None:
        """Raise TemplateSyntaxError for an invalid program, at its line in an override if it is found."""
        try:
            ast.parse(program)
        except SyntaxError as error:
            written = program.splitlines()[(error.lineno or 1) - 1].strip()
            path, line = self._find_line(written)
            message = f"the program is not valid Python: {error.msg}, in `{written}`"
            raise TemplateSyntaxError(message, line, name, str(path)) from error

    def _find_line(self, written: str) -> tuple[Path, int]:
        """Return the override and the number of the line that is rendered as this one; by default a first line."""
        for path in self._overrides:
            lines = self._lookup.read(path, path.name).splitlines()
            numbers = [number for number, line in enumerate(lines, 1) if line.strip() == written]
            if numbers:
                return path, numbers[0]
        return self._overrides[0], 1


def _check_text(value: Any) -> Any:
    """Return a value that is rendered unquoted, a string or an integer. Raises TemplateArgumentError."""
    if isinstance(value, Undefined):
        raise_undefined(value)
    if isinstance(value, str) or type(value) is int:
        return value
    raise TemplateArgumentError(f"cannot render a {type(value).__name__} without quotes: use `| tojson` for a literal")


def _write_json(value: Any) -> str:
    """Return a value as JSON, which is also a Python literal for strings, numbers, and lists and mappings of them."""
    return json.dumps(as_data(value), ensure_ascii=False)
