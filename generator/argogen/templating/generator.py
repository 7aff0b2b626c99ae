"""Code generators for templates that render YAML with markers."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from argogen.templating.shapes.markers import TRACE_CLOSE, TRACE_OPEN

_TEMPLATE_FUNCTIONS = {"field": 2, "construct": 1}  # and their numbers of arguments
_INCLUDE = "yield from template._get_default_module()._body_stream"


class PlacingGenerator(CodeGenerator):
    """Passes every value, including constants, to `context.place`, without HTML escaping.

    The native environment of Jinja overrides the same `_output_…` methods.
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
        """Write one call for both steps of `${{ node.field }}`, which is the form of nearly all placed values."""
        if node is not self._placed:
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Call `field(…)` and `construct(…)` without the overhead of other calls."""
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
        """Join `a ~ b` in YAML notation; Jinja would HTML-escape it next to the result of a macro."""
        self.write("environment.join_text((")
        for operand in node.nodes:
            self.visit(operand, frame)
            self.write(", ")
        self.write("))")

    _filter: nodes.Filter | None = None

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:  # noqa: N802
        """Reject a `filter` block whose result is not a string."""
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
        """Pass the frame in which values are placed also to an `include … without context`."""
        super().writeline(x.replace("()", "(context)", 1) if x == _INCLUDE else x, node, extra)

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        """Reject an `if` without `else`, which Jinja would silently render as an empty string."""
        if node.expr2 is None:
            self.fail("inline `if` without `else`: add `else none` to omit the value", node.lineno)
        super().visit_CondExpr(node, frame)

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Frame) -> None:  # noqa: ARG002, N802
        """Reject `autoescape`, which distinguishes fragments from values."""
        self.fail("`autoescape` cannot be changed in templates of manifests", node.lineno)


class TracingGenerator(PlacingGenerator):
    """Writes the template file and line of every line and every value in front of it."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        lines = super()._output_child_to_const(node, frame, finalize).split("\n")
        return "\n".join(self._trace(node.lineno + number) + line for number, line in enumerate(lines))

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(f"{self._trace(node.lineno)!r} + ")
        super()._output_child_pre(node, frame, finalize)

    def _trace(self, line: int) -> str:
        return f"{TRACE_OPEN}{self.filename}:{line}{TRACE_CLOSE}"
