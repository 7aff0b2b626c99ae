"""How Jinja's compiler is told to write templates whose output is YAML text with markers."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from argogen.templating.shapes.markers import TRACE_CLOSE, TRACE_OPEN

PARTS = frozenset({"field", "construct"})


class PlacingGenerator(CodeGenerator):
    """Gives every value, constants included, to `environment.place`, and none to Jinja's HTML escaping.

    Jinja's own native environment overrides the same `_output_…` methods.
    """

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    _placed: nodes.Node | None = None

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self._placed = node
        self.write("environment.place_field(" if isinstance(node, nodes.Getattr) else "environment.place(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """`${{ node.field }}` is nearly all that templates place: one call for both steps."""
        if node is not self._placed:
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """`field(…)` and `construct(…)` need none of what Jinja prepares for calls of other functions."""
        is_part = isinstance(node.node, nodes.Name) and node.node.name in PARTS
        if not is_part or forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("environment.call_part(context, ")
        self.visit(node.node, frame)
        for argument in node.args:
            self.write(", ")
            self.visit(argument, frame)
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """`a ~ b` is text as YAML writes it; Jinja's own would HTML-escape it next to a macro's result."""
        self.write("environment.join_text((")
        for operand in node.nodes:
            self.visit(operand, frame)
            self.write(", ")
        self.write("))")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        """Refuse what Jinja would silently print nothing for."""
        if node.expr2 is None:
            self.fail("an inline `if` needs an `else`; `else none` leaves the value out", node.lineno)
        super().visit_CondExpr(node, frame)

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Frame) -> None:  # noqa: ARG002, N802
        """Refuse to turn off what tells fragments from values."""
        self.fail("`autoescape` cannot be changed here: there is no HTML in a manifest", node.lineno)


class TracingGenerator(PlacingGenerator):
    """Writes in front of every line of text and every value which line of which template it comes from."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        lines = super()._output_child_to_const(node, frame, finalize).split("\n")
        return "\n".join(self._trace(node.lineno + number) + line for number, line in enumerate(lines))

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(f"{self._trace(node.lineno)!r} + ")
        super()._output_child_pre(node, frame, finalize)

    def _trace(self, line: int) -> str:
        return f"{TRACE_OPEN}{self.filename}:{line}{TRACE_CLOSE}"
