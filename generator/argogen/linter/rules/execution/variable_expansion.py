"""Check `$$` and `$(NAME)` in commands, arguments, programs and environment variables, which Kubernetes replaces.

Kubernetes replaces `$$` with `$`, and `$(NAME)` with the value of an environment variable, in `command`, `args` and the
values of `env`, where a variable must come before the one that uses it. The program of a script reaches the pod in an
environment variable of another container: `$$` is replaced, and `$(NAME)` of the script's container is not.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.notation.variable_expansion import VariableNames, name_variables
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import adds_variables
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.execution.other_tags import find_other_tags
from argogen.records import EMPTY
from argogen.suggestions import find_nearest
from argogen.yaml.node_path import NodePath

# `$$` in pairs and before a parenthesis is an intended escape; before a name, a shell reads the single `$` as well.
# A group that is not a variable stays as it is, with any `$$` in it.
_TOKEN = re.compile(
    r"\$\$\$\$|\$\$(?=[({\w])|(?P<double>\$\$)|\$\((?P<name>[A-Za-z_]\w*)\)|\$\([^)]*\)|\$.", re.ASCII | re.DOTALL
)
# In a string with such an escape, each `$$` is one: the replacement is known.
_ESCAPE = re.compile(r"\$\$[({\w]", re.ASCII)
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_SHELL = re.compile(r"(?:.*/)?(?:a|ba|da|k|z)?sh")
# Programs that do not replace variables, and what a shell replaces.
_PLAIN_PROGRAMS = frozenset(
    {
        "cat", "chmod", "chown", "cp", "curl", "date", "du", "echo", "head", "ln", "ls", "mkdir", "mv", "rm", "rmdir",
        "sleep", "sort", "tail", "tar", "touch", "wc", "wget",
    }
)  # fmt: skip
_OF_SHELL = re.compile(
    r"(?<!\$)\$(?:(?P<name>[A-Z][A-Z0-9_]+)\b|\{(?P<braced>[A-Z][A-Z0-9_]+)\}|\((?P<command>[a-z][a-z0-9-]*)(?:\s[^()]*)?\))",
    re.ASCII,
)
_RULE = "kubernetes-expansion"


class _Text(NamedTuple):
    """A string of a container, its place, and the variables of the container.

    In the value of a variable, `positions` are those of the variables, and `number` is that of this one.
    """

    text: str
    container: ContainerFields
    below: NodePath
    known: VariableNames
    positions: Mapping[str, int] = EMPTY
    number: int = 0

    def is_replaced(self, name: str) -> bool:
        """Return whether Kubernetes may replace a variable in the string."""
        return self.known.may_contain(name) and (not self.positions or self.positions.get(name, -1) < self.number)


def check_expansions(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report text that Kubernetes replaces or keeps although the opposite is evidently intended."""
    for container in subject.containers:
        if container.is_main and (container.template.python or container.template.notebook):
            continue
        fields = container.fields
        if not _has_dollar(fields):
            continue
        known = _name_variables(fields, is_open=adds_variables(subject.workflow, container.template))
        yield from find_other_tags(container, runs_shell=_runs_shell(fields))
        yield from _check_program(fields, container, known)
        for field in ("command", "args"):
            for index, text in enumerate(fields.get(field) or ()):
                if isinstance(text, str) and "$" in text:
                    place = _Text(text, container, (*container.below, field, index), known)
                    yield from _check_text(place, is_shell=_runs_shell(fields))
        yield from _check_variables(fields, container, known)
        yield from _find_unexpanded(fields, container, known)


def _find_unexpanded(
    fields: Mapping[str, Any], container: ContainerFields, known: VariableNames
) -> Iterator[RuleDiagnostic]:
    """Report variables and commands of a shell in the arguments of a program that is not one."""
    words = [
        (field, index, text) for field in ("command", "args") for index, text in enumerate(fields.get(field) or ())
    ]
    is_plain = bool(fields.get("command")) and posixpath.basename(str(words[0][2])) in _PLAIN_PROGRAMS
    if not is_plain or any(_SHELL.fullmatch(str(text)) for _, _, text in words):
        return
    for field, index, text in words[1:]:
        found = _OF_SHELL.search(text) if isinstance(text, str) else None
        if found is not None and not known.may_contain(found["command"] or ""):
            name = found["name"] or found["braced"]
            hint = f"write '$({name})'" if name in known.own else "run it with a shell: command: [sh, -c]"
            place = _Text(text, container, (*container.below, field, index), known)
            yield _report(f"no shell replaces '{found[0]}' in the arguments of this program", hint, place, found)


def _has_dollar(fields: Mapping[str, Any]) -> bool:
    values = (variable.get("value") for variable in fields.get("env") or ())
    texts = (fields.get("source"), *(fields.get("command") or ()), *(fields.get("args") or ()), *values)
    return any(isinstance(text, str) and "$" in text for text in texts)


def _name_variables(fields: Mapping[str, Any], *, is_open: bool) -> VariableNames:
    variables, is_open = fields.get("env") or (), is_open or bool(fields.get("envFrom"))
    return name_variables((str(each.get("name")) for each in variables), is_open=is_open)


def _runs_shell(fields: Mapping[str, Any]) -> bool:
    command: Sequence[Any] = fields.get("command") or ()
    return not command or any(isinstance(word, str) and _SHELL.fullmatch(word) is not None for word in command)


def _check_variables(
    fields: Mapping[str, Any], container: ContainerFields, known: VariableNames
) -> Iterator[RuleDiagnostic]:
    """Report values with variables that come later, and misspelt ones."""
    variables = fields.get("env") or ()
    positions = {str(variable.get("name")): index for index, variable in reversed(list(enumerate(variables)))}
    for index, variable in enumerate(variables):
        text = variable.get("value")
        if isinstance(text, str) and "$" in text:
            below = (*container.below, "env", index, "value")
            yield from _check_text(_Text(text, container, below, known, positions, index), is_shell=False)


def _check_text(place: _Text, *, is_shell: bool) -> Iterator[RuleDiagnostic]:
    for found in _TOKEN.finditer(place.text):
        name = found["name"]
        if found["double"]:
            yield from _check_double(place, found)
        elif name and not place.is_replaced(name):
            message, hint = _explain(name, place.known, may_run=is_shell and _may_run(place.text, name))
            if message:
                yield _report(message, hint, place, found)


def _may_run(text: str, name: str) -> bool:
    """Return whether a shell may know a name in capital letters: as a function, or as part of another file."""
    return _defines(text, name) or "<<" in text or "make" in text.lower()


def _explain(name: str, known: VariableNames, *, may_run: bool) -> tuple[str, str]:
    """Return the message and hint for a variable that Kubernetes does not replace; "" if that may be intended."""
    if known.may_contain(name):
        message = f"Kubernetes does not replace '$({name})': '{name}' is declared after this variable"
        return message, f"declare '{name}' before it"
    intended = find_nearest(name, tuple(sorted(known.own))) if _CONSTANT.fullmatch(name) else ""
    if intended:
        return f"unknown environment variable '{name}'", f"did you mean '{intended}'?"
    if _CONSTANT.fullmatch(name) and not may_run:
        return f"unknown environment variable '{name}': Kubernetes does not replace '$({name})'", "declare it in 'env'"
    return "", ""


def _check_program(
    fields: Mapping[str, Any], container: ContainerFields, known: VariableNames
) -> Iterator[RuleDiagnostic]:
    text = fields.get("source")
    if not isinstance(text, str) or "$" not in text:
        return
    place = _Text(text, container, (*container.below, "source"), known)
    for found in _TOKEN.finditer(text):
        name = found["name"]
        if found["double"]:
            yield from _check_double(place, found)
        elif name and name in known.own and _runs_shell(fields) and not _defines(text, name):
            message = f"Kubernetes does not replace '$({name})' in a script: the shell runs a command '{name}'"
            yield _report(message, f'use "${name}"', place, found)


def _defines(text: str, name: str) -> bool:
    """Return whether a shell script defines a function with a name."""
    return re.search(rf"(?:^|[;\s]){name}\s*\(\s*\)|function\s+{name}\b", text) is not None


def _check_double(place: _Text, found: re.Match[str]) -> Iterator[RuleDiagnostic]:
    if _ESCAPE.search(place.text) is None:
        yield _report("Kubernetes replaces '$$' with '$'", "use '$$$$' to keep both", place, found)


def _report(message: str, hint: str, place: _Text, found: re.Match[str]) -> RuleDiagnostic:
    at = (place.text, *found.span())
    return RuleDiagnostic(_RULE, message, place.container.origin, hint, "", *at, below=place.below)
