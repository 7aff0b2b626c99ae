"""Check for secrets in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


class _Token(NamedTuple):
    """A format of secrets: a name for messages, substrings of which each secret has one, and the pattern.

    The pattern is bounded where it can match at many consecutive positions, so that a search takes linear time.
    """

    name: str
    marks: tuple[str, ...]
    pattern: re.Pattern[str]


_TOKENS = (
    _Token("AWS access key", ("AKIA", "ASIA"), re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    _Token(
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\b"),
    ),
    _Token("GitLab token", ("glpat-",), re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}")),
    _Token("Slack token", ("xox",), re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}")),
    _Token("Stripe API key", ("k_live_",), re.compile(r"\b[rs]k_live_[A-Za-z0-9]{16,}")),
    _Token("Google API key", ("AIza",), re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b")),
    _Token("private key", ("PRIVATE KEY",), re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")),
    _Token(
        "JSON Web Token",
        (".eyJ",),
        re.compile(r"\beyJ[A-Za-z0-9_-]{10,4000}+\.eyJ[A-Za-z0-9_-]{10,8000}+\.[A-Za-z0-9_-]{10,}"),
    ),
    _Token(
        "password in a URL",
        ("://",),
        re.compile(r"\b[a-z][a-z0-9+.-]{0,40}+://[^\s/:@{}$]++:[^\s/:@{}$]{3,}+@"),
    ),
)
_MARKS = tuple(mark for token in _TOKENS for mark in token.marks)
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|CREDENTIALS?)$",
    re.IGNORECASE,
)
# The last alternative is punctuation, and escapes such as `\n`: a separator of words, not a secret.
_NO_SECRET = re.compile(r"(?:|true|false|none|null|\d{1,3}|/.*|\$.*|<.*>|(?:\\[a-z]|\W)++)", re.IGNORECASE)


def find_written_secrets(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report values that look like secrets."""
    for container in subject.containers:
        for variable in container.fields.get("env") or ():
            yield from _check_variable(variable, container, subject)
        for text in _texts_of(container):
            yield from _find_tokens(text, container.origin)
    for parameter in subject.workflow.arguments:
        value = parameter.value or ""
        if value and "{{" not in value and _SECRET_NAME.search(parameter.name) and not _NO_SECRET.fullmatch(value):
            message = f"possible secret in plain text: '{parameter.name}'"
            hint = "remove the value, and use a Secret in the step that needs it"
            yield RuleDiagnostic("plaintext-secret", message, parameter.origin, hint, "value", value)
        else:
            yield from _find_tokens(value, parameter.origin)


def _check_variable(
    variable: Mapping[str, Any], container: ContainerFields, subject: Subject
) -> Iterator[RuleDiagnostic]:
    name, value = str(variable.get("name", "")), variable.get("value")
    if not isinstance(value, str) or "{{" in value:
        return
    if _SECRET_NAME.search(name) and not _NO_SECRET.fullmatch(value):
        message = f"possible secret in plain text: '{name}'"
        manifest = "valueFrom: {secretKeyRef: {name: NAME, key: KEY}}"
        hint = f"use a Secret: {subject.phrase(f'{name}: {{secret: NAME, key: KEY}}', manifest)}"
        yield RuleDiagnostic("plaintext-secret", message, container.origin, hint, name, value)
    else:
        yield from _find_tokens(value, container.origin)


def _texts_of(container: ContainerFields) -> Iterator[str]:
    fields = container.fields
    for text in (fields.get("source"), *(fields.get("command") or ()), *(fields.get("args") or ())):
        if isinstance(text, str):
            yield text


def _find_tokens(text: str, origin: Any) -> Iterator[RuleDiagnostic]:
    if not any(map(text.__contains__, _MARKS)):
        return
    for name, marks, pattern in _TOKENS:
        for token in pattern.finditer(text) if any(map(text.__contains__, marks)) else ():
            message = f"possible secret in plain text: {name}"
            yield RuleDiagnostic("plaintext-secret", message, origin, "use a Secret", "", text, *token.span())
