"""Write the expressions of a template as Python: variables, their attributes, and conditions."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from jinja2 import nodes

from argogen.templating.direct.program import Program
from argogen.templating.direct.runtime import Owner
from argogen.templating.errors import NotDirectError

FUNCTIONS = {"field": 2, "construct": 1}
"""The functions that templates can call, and their numbers of arguments."""

_OPERATORS = {"eq": "==", "ne": "!="}


class Variable(NamedTuple):
    """The variable of the program that contains a value, and the attributes that are read from it."""

    name: str
    owner: Owner


class ExpressionWriter:
    """Writes expressions at the current line of a program. Its methods raise NotDirectError."""

    def __init__(self, program: Program, field_names: Mapping[type, frozenset[str]]) -> None:
        self._variables: dict[str, Variable] = {}
        self._held: tuple[nodes.Expr, Variable] | None = None
        self._program = program
        self._field_names = field_names

    def declare(self, name: str, variable: str) -> None:
        """Give a variable of the program a name in the template."""
        self._variables[name] = self._admit(variable)

    @contextmanager
    def scope(self, name: str, variable: str) -> Iterator[None]:
        """Give a variable of the program a name in the template, within a loop."""
        outer = self._variables.get(name)
        self.declare(name, variable)
        yield
        del self._variables[name]
        if outer is not None:
            self._variables[name] = outer

    @contextmanager
    def hold(self, node: nodes.Expr) -> Iterator[str]:
        """Read a value once for several of its attributes; yield the variable that holds it."""
        variable = self._admit(self._program.bind(self.read(node)))
        self._held = (node, variable)
        yield variable.name
        self._held = None

    def read(self, node: nodes.Node) -> str:
        """Return the expression for a value."""
        if isinstance(node, nodes.Name):
            variable = self._find_variable(node.name)
            variable.owner.is_whole = True
            return variable.name
        if isinstance(node, nodes.Getattr):
            return self._read_attribute(node)
        if isinstance(node, nodes.Dict):
            items = [f"{self.read_text(pair.key)!r}: {self.read(pair.value)}" for pair in node.items]
            return f"{{{', '.join(items)}}}"
        raise NotDirectError

    def read_test(self, node: nodes.Node) -> str:
        """Return the expression for a condition."""
        if isinstance(node, nodes.Not):
            return f"not ({self.read_test(node.node)})"
        if isinstance(node, nodes.And | nodes.Or):
            operator = "and" if isinstance(node, nodes.And) else "or"
            return f"({self.read_test(node.left)}) {operator} ({self.read_test(node.right)})"
        if isinstance(node, nodes.Test) and node.name == "none":
            return f"{self.read(node.node)} is None"
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in _OPERATORS:
            return f"{self.read(node.expr)} {_OPERATORS[node.ops[0].op]} {self._read_constant(node.ops[0].expr)}"
        return self.read(node)

    def read_target(self, node: nodes.Node) -> str:
        """Return the name of a variable that the template defines."""
        if not isinstance(node, nodes.Name) or node.name in FUNCTIONS:
            raise NotDirectError
        return node.name

    def read_text(self, node: nodes.Expr) -> str:
        """Return a string literal of the template."""
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            raise NotDirectError
        return node.value

    def _read_attribute(self, node: nodes.Getattr) -> str:
        if keyword.iskeyword(node.attr):
            raise NotDirectError
        variable = self._find_owner(node.node)
        variable.owner.names.add(node.attr)
        return f"{variable.name}.{node.attr}"

    def _find_owner(self, node: nodes.Expr) -> Variable:
        """Return the variable that holds the owner of an attribute."""
        if isinstance(node, nodes.Name):
            return self._find_variable(node.name)
        if self._held is not None and self._held[0] == node:
            return self._held[1]
        return self._admit(self._program.bind(self.read(node)))

    def _find_variable(self, name: str) -> Variable:
        if name not in self._variables:
            self._variables[name] = self._admit(self._program.bind_global(name), is_global=True)
        return self._variables[name]

    def _admit(self, variable: str, *, is_global: bool = False) -> Variable:
        """Write the check that the type of a value has the attributes that are read; each type is checked once."""
        owner = Owner(self._field_names)
        known, admit = self._program.keep(owner.known), self._program.keep(owner.admit)
        text = f"if type({variable}) not in {known}: {variable} = {admit}({variable})"
        self._program.write_if(lambda: bool(owner.names), text, is_global=is_global)
        return Variable(variable, owner)

    def _read_constant(self, node: nodes.Expr) -> str:
        if not isinstance(node, nodes.Const):
            raise NotDirectError
        return self._program.keep(node.value)
