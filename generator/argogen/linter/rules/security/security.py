"""What can be used against the people whose workflow it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.expressions.expr.checks import infer_kind
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.tags import Tag, find_tags
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.value_kinds import NUMBER, TRUTH
from argogen.argo.variables import find_variable_kind
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import Name, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic

_SHELLS = re.compile(r"(?:.*/)?(?:a|ba|da|k|z)?sh|(?:.*/)?(?:python[0-9.]*|node|perl|ruby|bash)")
# Roots of values that come from outside of the workflow, or from what runs in it.
_FROM_OUTSIDE = frozenset({"inputs", "item", "steps", "tasks"})
_TOKENS: Mapping[str, re.Pattern[str]] = {
    "an access key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\b"),
    "a token of GitLab": re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}"),
    "a token of Slack": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    "a key of Stripe": re.compile(r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    "a key of Google": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    "a password in an address": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@{}$]+:[^\s/:@{}$]{3,}@"),
}
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|CREDENTIALS?)$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(r"(?:|true|false|none|null|\d{1,3}|/.*|\$.*|<.*>)", re.IGNORECASE)
_POWERS = ("SYS_ADMIN", "ALL", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH")


def find_injected_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Values that become part of a program's text: whoever gives the value can write the program."""
    for container in subject.containers:
        for field, program in _programs(container):
            text = TaggedText(program, TextRole.TEMPLATE, container.origin, field, container.template)
            for use in uses_in(text):
                tag = next(tag for tag in find_tags(program) if tag.start <= use.start < tag.end)
                if _is_from_outside(use.parts) and not _is_harmless(tag):
                    message = "this value becomes part of the program, whatever is in it"
                    hint = "pass it through env, and use the variable in quotes"
                    yield RuleDiagnostic(
                        "injected-value", message, container.origin, hint, field, program, tag.start, tag.end
                    )


def _is_from_outside(parts: Name) -> bool:
    return parts[0] in _FROM_OUTSIDE or parts[:2] == ("workflow", "parameters")


def _is_harmless(tag: Tag) -> bool:
    """Whether it can only give a number, or true or false."""
    if not tag.is_expression:
        return False
    try:
        return infer_kind(parse(tag.body[1:]), tag.body[1:], find_variable_kind) in (NUMBER, TRUTH)
    except ExpressionSyntaxError:
        return False


def _programs(container: ContainerFields) -> Iterator[tuple[str, str]]:
    """The texts that are run as programs: a script's source, and what a shell is given behind `-c`."""
    source = container.fields.get("source")
    if source:
        yield "source", source
    words = [*(container.fields.get("command") or ()), *(container.fields.get("args") or ())]
    for before, flag, program in zip(words, words[1:], words[2:], strict=False):
        if re.fullmatch(r"-[a-z]*[ce]", str(flag)) and _SHELLS.fullmatch(str(before)) and isinstance(program, str):
            yield "args", program


def find_written_secrets(subject: Subject) -> Iterator[RuleDiagnostic]:
    """What looks like a secret and stands where everybody can read it."""
    for container in subject.containers:
        for variable in container.fields.get("env") or ():
            yield from _check_variable(variable, container)
        for text in _texts_of(container):
            yield from _find_tokens(text, container.origin)
    for parameter in subject.workflow.arguments:
        value = parameter.value or ""
        if value and "{{" not in value and _SECRET_NAME.search(parameter.name) and not _NO_SECRET.fullmatch(value):
            message = f"'{parameter.name}' looks like a secret, and stands here for everybody to read"
            hint = "take it out, and read a Secret where it is used"
            yield RuleDiagnostic("written-secret", message, parameter.origin, hint, "value", value)
        else:
            yield from _find_tokens(value, parameter.origin)


def _check_variable(variable: Mapping[str, Any], container: ContainerFields) -> Iterator[RuleDiagnostic]:
    name, value = str(variable.get("name", "")), variable.get("value")
    if not isinstance(value, str) or "{{" in value:
        return
    if _SECRET_NAME.search(name) and not _NO_SECRET.fullmatch(value):
        message = f"'{name}' looks like a secret, and stands here for everybody to read"
        hint = f"put it into a Secret: {name}: {{secret: NAME, key: KEY}}"
        yield RuleDiagnostic("written-secret", message, container.origin, hint, name, value)
    else:
        yield from _find_tokens(value, container.origin)


def _texts_of(container: ContainerFields) -> Iterator[str]:
    fields = container.fields
    for text in (fields.get("source"), *(fields.get("command") or ()), *(fields.get("args") or ())):
        if isinstance(text, str):
            yield text


def _find_tokens(text: str, origin: Any) -> Iterator[RuleDiagnostic]:
    for what, pattern in _TOKENS.items():
        for token in pattern.finditer(text):
            message = f"this looks like {what}, and stands here for everybody to read"
            yield RuleDiagnostic("written-secret", message, origin, "put it into a Secret", "", text, *token.span())


def find_privileges(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Containers that may do to their node whatever they like, or that run as root by order."""
    for container in subject.containers:
        context = container.fields.get("securityContext") or {}
        yield from _check_context(context, container)
    for template in subject.all_templates:
        yield from _check_user(fields_of(template).get("securityContext") or {}, template.origin, "")
    settings = fields_of(subject.workflow)
    yield from _check_user(settings.get("securityContext") or {}, subject.workflow.origin, "")
    if settings.get("hostNetwork"):
        message = "the pods use the network of their node"
        yield RuleDiagnostic("privileged", message, subject.workflow.origin, "take it out", "hostNetwork", key=True)


def _check_context(context: Mapping[str, Any], container: ContainerFields) -> Iterator[RuleDiagnostic]:
    for field, what in (("privileged", "is privileged"), ("allowPrivilegeEscalation", "may gain privileges")):
        if context.get(field) is True:
            message = f"{container.name} {what}: it can do to its node whatever it likes"
            yield RuleDiagnostic("privileged", message, container.origin, "take it out", field, key=True)
    added = (context.get("capabilities") or {}).get("add") or ()
    for power in added:
        if str(power).removeprefix("CAP_") in _POWERS:
            message = f"{container.name} has the capability {power}, which is nearly all of root's power"
            yield RuleDiagnostic("privileged", message, container.origin, "name only what it needs", "add", str(power))
    yield from _check_user(context, container.origin, container.name)


def _check_user(context: Mapping[str, Any], origin: Any, name: str) -> Iterator[RuleDiagnostic]:
    if context.get("runAsUser") == 0:
        message = f"{name or 'this'} runs as root"
        yield RuleDiagnostic("runs-as-root", message, origin, "name another user", "runAsUser", key=True)
