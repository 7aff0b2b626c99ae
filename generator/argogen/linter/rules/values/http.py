"""Check the methods of HTTP requests, which Argo sends as they are (workflow/executor/agent.go)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.linter.model.flow.constants import list_constants
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity
from argogen.suggestions import suggest

_COMMON = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT")
# The other methods of the registry of IANA, and those of widespread caches and services.
_OTHERS = frozenset({
    "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "COPY", "LABEL", "LINK", "LOCK", "MERGE",
    "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "ORDERPATCH", "PRI",
    "PROPFIND", "PROPPATCH", "QUERY", "REBIND", "REPORT", "SEARCH", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK",
    "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL", "BAN", "LIST", "NOTIFY", "PURGE", "REFRESH", "SUBSCRIBE",
    "UNSUBSCRIBE",
})  # fmt: skip
_TOKEN = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")


def check_methods(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report methods that are unknown or not in capital letters, and those that no request can have."""
    values = PassedValues(subject)
    for each in subject.objects.get("HTTP", ()):
        method = each.value.get("method")
        if isinstance(method, str) and "{{" not in method:
            for found in _check(method):
                yield found._replace(origin=each.origin, field="method", below=(*each.below, "method"))
        for constant in list_constants(values, each.node, method):
            for found in _check(constant.value):
                yield found._replace(
                    origin=constant.origin, field=constant.field, text=constant.value, severity=Severity.WARNING
                )


def _check(method: str) -> Iterator[RuleDiagnostic]:
    if not method or method in _COMMON or method in _OTHERS:
        return
    if method.upper() in _COMMON:
        message, hint = f"HTTP methods are case-sensitive, got '{method}'", f"use '{method.upper()}'"
    elif _TOKEN.fullmatch(method):
        message, hint = f"unknown HTTP method '{method}'", suggest(method, _COMMON, f"use one of {', '.join(_COMMON)}")
    else:
        message, hint = f"invalid HTTP method '{method}': no request can have it", f"use one of {', '.join(_COMMON)}"
        yield RuleDiagnostic("invalid-http-method", message, (), hint, severity=Severity.ERROR)
        return
    yield RuleDiagnostic("invalid-http-method", message, (), hint)
