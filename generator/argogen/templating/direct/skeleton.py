"""Write the YAML of a template with markers for its values, and for its loops and conditions.

The marker of a loop or a condition is a separate entry, before and after the entries that it governs, so that the YAML
parser locates it among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from jinja2 import nodes

from argogen.templating.direct.inheritance import Fragment, Part
from argogen.templating.errors import NotDirectError
from argogen.templating.shapes.markers import FIRST, LAST, write_marker

_CONTROL = re.compile(f"{FIRST}c([0-9]+){LAST}")
_LEAD = re.compile(r"( *)(- ?)?")


class Control(NamedTuple):
    """The start or end of a section that is rendered for each item of a `loop`, or if a `test` holds."""

    kind: str  # for, if, elif, else, end
    loop: nodes.For | None = None
    test: nodes.Node | None = None


class Skeleton:
    """The YAML of a template as a string, in which control N is `controls[N]`."""

    def __init__(self, body: Sequence[Part]) -> None:
        self._expressions: list[nodes.Expr] = []
        self.controls: list[Control] = []
        self.text = self._write(body) + "\n"  # completes a block scalar at the end of a file

    def find_expression(self, number: int) -> nodes.Expr:
        """Return the expression whose value has the marker of that number."""
        return self._expressions[number - 1]  # the first marker is that of all absent values

    def find_control(self, text: str) -> Control | None:
        """Return the control whose marker a scalar is. Raises NotDirectError if the scalar has more than the marker."""
        found = _CONTROL.search(text)
        if found is None:
            return None
        if found[0] != text:
            raise NotDirectError
        return self.controls[int(found[1])]

    def _write(self, body: Sequence[Part]) -> str:
        text = ""
        for part in body:
            if isinstance(part, Fragment):
                text += self._write_fragment(part, text)
            elif isinstance(part, nodes.Output):
                text += "".join(map(self._write_output, part.nodes))
            else:
                text += self._write_control(part, text)
        return text

    def _write_output(self, node: nodes.Expr) -> str:
        if isinstance(node, nodes.TemplateData):
            return node.data
        self._expressions.append(node)
        return write_marker(len(self._expressions))

    def _write_fragment(self, fragment: Fragment, before: str) -> str:
        """Return the content of `super()`, which must be in the first column, so that no line has to be indented."""
        text = self._write(fragment.body).strip("\n")
        if not _is_line_start(before) or text.startswith(" "):
            raise NotDirectError
        return text

    def _write_control(self, node: nodes.Node, before: str) -> str:
        if not _is_line_start(before):
            raise NotDirectError
        if isinstance(node, nodes.For):
            if node.else_ or node.test or node.recursive:
                raise NotDirectError
            return self._enclose([(Control("for", loop=node), self._write(node.body))])
        if isinstance(node, nodes.If):
            branches = [("if", node), *(("elif", other) for other in node.elif_)]
            parts = [(Control(kind, test=it.test), self._write(it.body)) for kind, it in branches]
            return self._enclose([*parts, (Control("else"), self._write(node.else_))])
        raise NotDirectError

    def _enclose(self, parts: Sequence[tuple[Control, str]]) -> str:
        """Return sections, each after its control, and the control that ends them."""
        lines = [line for _, text in parts for line in text.split("\n") if line.strip()]
        if not lines or not all(_is_line_start(text) for _, text in parts):
            raise NotDirectError
        found = _LEAD.match(lines[0])
        assert found is not None
        lead, end = (f"{found[1]}- ", "\n") if found[2] else (found[1], ":\n")
        enclosed = [f"{lead}{self._mark(control)}{end}{text}" for control, text in parts]
        return "".join(enclosed) + f"{lead}{self._mark(Control('end'))}{end}"

    def _mark(self, control: Control) -> str:
        self.controls.append(control)
        return f"{FIRST}c{len(self.controls) - 1}{LAST}"


def _is_line_start(text: str) -> bool:
    return not text or text.endswith("\n")
