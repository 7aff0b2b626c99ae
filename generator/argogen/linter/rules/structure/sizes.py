"""Check the size of arguments, environment variables and templates: Linux limits each string that a program gets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from argogen.argo.behavior import ARGUMENTS_IN_FILES, TEMPLATES_IN_CONFIG_MAPS
from argogen.argo.expressions.tags import remove_tags
from argogen.diagnostics import Severity
from argogen.language.lower.expansion import measure
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import display_name
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

RULE = "oversized-argument"
# The limit of Linux (MAX_ARG_STRLEN), without the character that ends each string.
_LIMIT = 128 * 1024 - 1
_LONGEST_CHARACTER = 4
"""The most bytes of a character in UTF-8."""
_INTERPRETER = re.compile(r"(?:.*/)?(?:(?:a|ba|da|k|z)?sh|python[\d.]*|perl|ruby|node)")
# The option with which it gets a program as the next argument, such as `-c` or `-euc`.
_PROGRAM = re.compile(r"-[a-zA-Z]*[ce]")
_MOVE = "move a part of it to a file of the image, a ConfigMap or an artifact"


def find_oversized_arguments(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report arguments and environment variables beyond the limit, and templates that Argo passes in one.

    The value of a tag may be empty.
    """
    for _, group in itertools.groupby(subject.containers, lambda it: id(it.template)):
        containers = list(group)
        found = [each for container in containers for each in _check_container(container, subject)]
        yield from found
        if not found and not TEMPLATES_IN_CONFIG_MAPS.may_hold_in(subject.version):
            yield from _check_template(containers)


def _check_container(container: ContainerFields, subject: Subject) -> Iterator[RuleDiagnostic]:
    if sum(map(len, _list_texts(container))) <= _LIMIT // _LONGEST_CHARACTER:
        return
    for variable in container.fields.get("env") or ():
        name, value = str(variable.get("name", "")), variable.get("value")
        if (size := _measure(value) + len(name.encode()) + 1) > _LIMIT:
            yield _report("environment variable with its name", size, value, container, _MOVE)
    command, arguments = container.fields.get("command") or (), container.fields.get("args") or ()
    pairs = itertools.pairwise(("", *command, *arguments))
    for _, text in itertools.islice(pairs, len(command)):
        if (size := _measure(text)) > _LIMIT:
            yield _report("part of a command", size, text, container, _MOVE)
    for before, text in pairs:
        if (size := _measure(text)) > _LIMIT:
            yield _report_argument(size, text, str(before), container, subject)


def _report_argument(size: int, text: str, before: str, container: ContainerFields, subject: Subject) -> RuleDiagnostic:
    """Return the diagnostic of an argument; newer versions of Argo pass a file in place of one of a main container."""
    command = container.fields.get("command") or ("",)
    is_program = _INTERPRETER.fullmatch(str(command[0])) and _PROGRAM.fullmatch(before)
    if is_program and container.is_main and TEMPLATES_IN_CONFIG_MAPS.holds_in(subject.version):
        hint = f"use 'script' with 'command: [{command[0]}]': Argo passes its 'source' as a file"
        return _report("argument", size, text, container, hint)
    found = _report("argument", size, text, container, _MOVE)
    if is_program or "initContainers" in container.below or not ARGUMENTS_IN_FILES.holds_in(subject.version):
        return found
    message = f"argument of {size:,} bytes: Argo passes '@' and the path of a file with it instead"
    hint = f"{_MOVE}, unless the program reads such files"
    return found._replace(message=message, hint=hint, severity=Severity.WARNING)


def _check_template(containers: list[ContainerFields]) -> Iterator[RuleDiagnostic]:
    """Report a template whose JSON is certainly beyond the limit, from the strings in it."""
    texts = [(text, container) for container in containers for text in _list_texts(container)]
    size = sum(measure(remove_tags(text)) for text, _ in texts)
    if size > _LIMIT:
        longest, container = max(texts, key=lambda it: len(it[0]))
        name = display_name(container.template)
        message = f"{name} has {size:,} bytes: before version 3.6, Argo passes it in an environment variable"
        hint = f"{_MOVE}, to stay below {_LIMIT:,} bytes"
        yield RuleDiagnostic(RULE, message, container.origin, hint, text=longest)


def _list_texts(container: ContainerFields) -> Iterator[str]:
    fields = container.fields
    values = [variable.get("value") for variable in fields.get("env") or ()]
    texts: Iterable[Any] = (*(fields.get("command") or ()), *(fields.get("args") or ()), *values, fields.get("source"))
    yield from (text for text in texts if isinstance(text, str))


def _measure(text: Any) -> int:
    """Return the least size of a string; its tags may have empty values."""
    if not isinstance(text, str) or len(text) <= _LIMIT // _LONGEST_CHARACTER:
        return 0
    return len(remove_tags(text).encode())


def _report(subject: str, size: int, text: str, container: ContainerFields, hint: str) -> RuleDiagnostic:
    message = f"{subject} must have at most {_LIMIT:,} bytes, got {size:,}"
    return RuleDiagnostic(RULE, message, container.origin, hint, text=text)
