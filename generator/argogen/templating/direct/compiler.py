"""Compile a template file that only places values to a Python function that builds its data directly.

Jinja renders a template to YAML with a marker for each value; the shape of that YAML is looked up, and its values are
filled in. Building the data directly takes a fifth of that time, which matters for manifests with many steps. Jinja
renders templates with features that are not supported here, and reports all errors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from argogen.templating.direct import runtime
from argogen.templating.direct.expressions import FUNCTIONS, ExpressionWriter
from argogen.templating.direct.inheritance import join_template
from argogen.templating.direct.program import Program
from argogen.templating.direct.skeleton import Skeleton
from argogen.templating.direct.source import TreeWriter
from argogen.templating.direct.tree import TreeReader
from argogen.templating.environment import ManifestEnvironment
from argogen.templating.errors import NotDirectError, ShapeError
from argogen.templating.rendering import Rendering
from argogen.yaml.untyped import ComposeError, compose_untyped

DirectTemplate = Callable[[Rendering, Mapping[str, Any]], Any]
"""Returns the data of a template for its variables; raises NotDirectError if Jinja must render it."""

_RUNTIME = {
    "EMPTY": (),
    "NotDirectError": NotDirectError,
    "add_entries": runtime.add_entries,
    "add_entry": runtime.add_entry,
    "fill_text": runtime.fill_text,
    "place_value": runtime.place_value,
    "require_list": runtime.require_list,
}


def compile_direct(
    environment: ManifestEnvironment, name: str, variables: Collection[str], functions: Mapping[str, Callable[..., Any]]
) -> DirectTemplate | None:
    """Return the function for a template file, None if it uses a feature that is not supported.

    `variables` are the names of its variables. `functions` are `field` and `construct`, as functions of the Rendering
    and the arguments.
    """
    if not FUNCTIONS.keys().isdisjoint(variables):
        return None
    try:
        program = _write_program(environment, name)
        code = compile(program.source, f"<{name}>", "exec")
    except (NotDirectError, ComposeError, ShapeError, SyntaxError):  # Python limits how deep statements nest
        return None
    names = {**_RUNTIME, **functions, **program.names}
    exec(code, names)  # noqa: S102 - the source has only attribute names and quoted strings of the template
    render: DirectTemplate = names["render"]
    return render


def _write_program(environment: ManifestEnvironment, name: str) -> Program:
    template = join_template(environment, name)
    skeleton = Skeleton(template.body)
    root = compose_untyped(skeleton.text)
    program = Program()
    if root is None:
        raise NotDirectError
    expressions = ExpressionWriter(program, environment.field_names)
    for assign in template.variables:
        expressions.declare(expressions.read_target(assign.target), program.bind(expressions.read(assign.node)))
    TreeWriter(program, expressions).write(TreeReader(skeleton).read(root))
    return program
