"""Code generators for templates whose output is YAML text with markers."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from argogen.templating.shapes.markers import TRACE_CLOSE, TRACE_OPEN

_TEMPLATE_FUNCTIONS = {"field": 2, "construct": 1}  # and how many arguments they take
_INCLUDE = "yield from template._get_default_module()._body_stream"


class PlacingGenerator(CodeGenerator):
    """Passes every value, constants included, to `context.place`, and none to Jinja's HTML escaping.

    Jinja's own native environment overrides the same `_output_…` methods.
    """

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    _placed: nodes.Node | None = None

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self._placed = node
        self.write("context.place_field(" if isinstance(node, nodes.Getattr) else "context.place(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write one call for both steps of `${{ node.field }}`, which is nearly all that templates place."""
        if node is not self._placed:
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Call `field(…)` and `construct(…)` without what Jinja prepares for calls of other functions."""
        count = _TEMPLATE_FUNCTIONS.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if count != len(node.args) or forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("context.call_template(")
        self.visit(node.node, frame)
        for argument in node.args:
            self.write(", ")
            self.visit(argument, frame)
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Join `a ~ b` as YAML writes text; Jinja's own would HTML-escape it next to a macro's result."""
        self.write("environment.join_text((")
        for operand in node.nodes:
            self.visit(operand, frame)
            self.write(", ")
        self.write("))")

    _filter: nodes.Filter | None = None

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:  # noqa: N802
        """Reject a `filter` block whose result is not text."""
        self._filter = node.filter
        super().visit_FilterBlock(node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802
        """Check the result of the filter of a `filter` block; all others are expressions, which are placed."""
        if node is not self._filter:
            super().visit_Filter(node, frame)
            return
        self.write("environment.require_text(")
        super().visit_Filter(node, frame)
        self.write(")")

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """Give an `include … without context` the frame, too, in which its values are placed."""
        super().writeline(x.replace("()", "(context)", 1) if x == _INCLUDE else x, node, extra)

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        """Reject an `if` without `else`, for which Jinja would silently print nothing."""
        if node.expr2 is None:
            self.fail("an inline `if` needs an `else`; `else none` leaves the value out", node.lineno)
        super().visit_CondExpr(node, frame)

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Frame) -> None:  # noqa: ARG002, N802
        """Reject turning off what distinguishes fragments from values."""
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
