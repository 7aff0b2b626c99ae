"""Compile expressions of Jinja in time that is linear in their length, within limits of their depth."""

from __future__ import annotations

import re
from types import CodeType
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.parser import Parser

_MAX_DEPTH = 100
_MAX_BRACKETS = 30  # the parser of Jinja requires fourteen stack frames for each
_TOKEN = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()\[\]{}]""", re.DOTALL)


class DeepExpressionError(Exception):
    """An expression that is nested too deeply; the message is for users."""


class SlicingGenerator(CodeGenerator):
    """Generates slices of function results, because Python warns of slices of literals, such as `1[0:]`.

    Its environment has a method `keep`, which returns its argument.
    """

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        """Write a subscript."""
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.keep(")
        self.visit(node.node, frame)
        self.write(")[")
        self.visit(node.arg, frame)
        self.write("]")


def compile_code(expression: str, environment: Environment) -> CodeType:
    """Return the code of a template that assigns the value of an expression to `result`.

    The code can be used in each environment with the same filters and operators.

    Raises:
        TemplateSyntaxError: a syntax error.
        DeepExpressionError: an expression that is nested too deeply.
    """
    if _count_brackets(expression) > _MAX_BRACKETS:
        raise DeepExpressionError(f"brackets of the expression are nested more than {_MAX_BRACKETS} levels deep")
    parsed = _parse(expression, environment)
    if _is_deep(parsed):
        raise DeepExpressionError(f"expression is nested more than {_MAX_DEPTH} levels deep")
    template = nodes.Template([nodes.Assign(nodes.Name("result", "store"), parsed, lineno=1)], lineno=1)
    template.set_environment(environment)
    return environment.compile(template)


def _parse(expression: str, environment: Environment) -> nodes.Node:
    parser = Parser(environment, expression, state="variable")
    parsed = parser.parse_expression()
    if not parser.stream.eos:
        raise TemplateSyntaxError("text after the end of the expression", parser.stream.current.lineno)
    return parsed


def _count_brackets(expression: str) -> int:
    """Return the depth of the brackets outside of strings."""
    deepest = depth = 0
    for found in _TOKEN.findall(expression):
        depth += (found in "([{") - (found in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _is_deep(parsed: nodes.Node) -> bool:
    """Return whether an expression has too many levels around its operands."""
    level: list[Any] = [parsed]
    for _ in range(_MAX_DEPTH + 1):
        level = [child for node in level for child in node.iter_child_nodes()]
    return bool(level)
