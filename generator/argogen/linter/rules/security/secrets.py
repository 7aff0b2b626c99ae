"""Secrets in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

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


def find_written_secrets(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report values that look like secrets."""
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
