"""Find references to variables of Argo in the syntax of Tekton or a shell, which Argo does not replace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from argogen.linter.model.containers import ContainerFields
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

# Names that are certainly meant as variables of Argo: those of a shell contain no dot.
_REFERENCE = re.compile(
    r"(?<!\$)\$[({]\s*((?:inputs|outputs|workflow\.outputs)\.(?:parameters|artifacts)\.[-\w]+"
    r"|workflow\.(?:parameters|labels|annotations)\.[-\w]+|workflow\.(?:name|namespace|uid|status)"
    r"|(?:steps|tasks)\.[-\w]+\.(?:outputs\.[-.\w]+|status|id))\s*[)}]"
)


def find_other_tags(container: ContainerFields, *, runs_shell: bool) -> Iterator[RuleDiagnostic]:
    """Report references in the command, the arguments, the variables and the script of a shell in a container."""
    for below, text in list_texts(container.fields, runs_shell=runs_shell):
        for found in _REFERENCE.finditer(text) if isinstance(text, str) and "$" in text else ():
            at = (container.origin, f"write '{{{{{found[1]}}}}}'", str(below[0]), text, *found.span())
            message = f"Argo does not replace '{found[0]}'"
            yield RuleDiagnostic("unrecognized-tag", message, *at, below=(*container.below, *below))


def list_texts(fields: Any, *, runs_shell: bool) -> Iterator[tuple[NodePath, Any]]:
    """Yield the strings of a container, each with its path; other languages may have the syntax in a source."""
    for field in ("command", "args"):
        for index, text in enumerate(fields.get(field) or ()):
            yield (field, index), text
    for index, variable in enumerate(fields.get("env") or ()):
        yield ("env", index, "value"), variable.get("value")
    if runs_shell:
        yield ("source",), fields.get("source")
