"""Find variables of Argo in single braces or in the syntax of Jinja, which Argo does not replace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.context import Template
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.flow.known_names import is_known
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.execution.other_tags import list_texts
from argogen.yaml.node_path import NodePath

_NAME = r"(?:inputs|outputs|workflow|steps|tasks)\.[-\w]+(?:\.[-\w]+)*"
_TAG = re.compile(
    rf"(?<![{{$\w)\]])\{{[ ]*(?P<single>{_NAME})[ ]*\}}(?!\}})|\{{%-?\s*(?P<block>{_NAME})\s*-?%\}}", re.ASCII
)
# A string that Python formats, in which braces have another meaning.
_FORMATS = re.compile(r"""\.format(?:_map)?\(|(?<![A-Za-z])[fFtT][rR]?["']""")


def check_brace_tags(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report known variables in containers, and in the arguments of steps and tasks.

    In images, conditions and loops, such braces are errors of the syntax.
    """
    for container in subject.containers:
        if not (container.is_main and (container.template.python or container.template.notebook)):
            yield from _check_container(container, subject)
    for site in subject.callers:
        for argument in site.call.arguments:
            if isinstance(argument.value, str) and "{" in argument.value:
                origin = argument.origin or site.call.origin
                yield from _find(argument.value, site.template, origin, ("value",), subject)


def _check_container(container: ContainerFields, subject: Subject) -> Iterator[RuleDiagnostic]:
    for below, text in list_texts(container.fields, runs_shell=True):
        if isinstance(text, str) and "{" in text and not _FORMATS.search(text):
            yield from _find(text, container.template, container.origin, (*container.below, *below), subject)


def _find(
    text: str, template: Template, origin: NodePath, below: NodePath, subject: Subject
) -> Iterator[RuleDiagnostic]:
    for found in _TAG.finditer(text):
        name = found["single"] or found["block"]
        if is_known(name, template, subject):
            message, hint = f"Argo does not replace '{found[0]}'", f"write '{{{{{name}}}}}'"
            yield RuleDiagnostic("unrecognized-tag", message, origin, hint, "", text, *found.span(), below=below)
