"""The source code of one Python function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Program:
    """The lines of a function `render(rendering, variables)`, and the objects that it names."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self._head: list[tuple[Callable[[], bool] | None, str]] = []
        self._lines: list[tuple[Callable[[], bool] | None, str]] = []
        self._indent = 1
        self._count = 0

    @property
    def source(self) -> str:
        """The whole function."""
        lines = (text for is_needed, text in (*self._head, *self._lines) if is_needed is None or is_needed())
        return "\n".join(("def render(rendering, variables):", *lines))

    def write(self, text: str) -> None:
        """Add a line."""
        self._lines.append((None, " " * self._indent + text))

    def write_if(self, is_needed: Callable[[], bool], text: str, *, is_global: bool = False) -> None:
        """Add a line that is kept if `is_needed` returns True after the last line is written."""
        if is_global:
            self._head.append((is_needed, f" {text}"))
        else:
            self._lines.append((is_needed, " " * self._indent + text))

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Indent the lines that are added below a head."""
        self.write(head)
        self._indent += 1
        yield
        self._indent -= 1

    def bind(self, expression: str) -> str:
        """Return a new variable with the value of an expression."""
        variable = self.new_variable()
        self.write(f"{variable} = {expression}")
        return variable

    def bind_global(self, name: str) -> str:
        """Return a new variable that has the value of a template variable from the first line on."""
        variable = self.new_variable()
        self._head.append((None, f" if {name!r} not in variables: raise NotDirectError"))
        self._head.append((None, f" {variable} = variables[{name!r}]"))
        return variable

    def new_variable(self) -> str:
        """Return the name of a new variable."""
        self._count += 1
        return f"v{self._count}"

    def keep(self, value: Any) -> str:
        """Return a name for an object that the function refers to."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name
