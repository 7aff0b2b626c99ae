"""Check HTTP requests, which Argo sends as they are (workflow/executor/agent.go)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.linter.model.flow.constants import list_constants
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.objects import ArgoObject
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


def check_requests(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report requests that cannot be sent, or are sent without a part."""
    for each in subject.objects.get("HTTP", ()):
        url = each.value.get("url")
        if isinstance(url, str) and url and not url.startswith(("{{", "http://", "https://")):
            yield from _check_address(url, each)
        if each.value.get("body") and each.value.get("bodyFrom"):
            message, below = "'body' has no effect with 'bodyFrom'", (*each.below, "body")
            yield RuleDiagnostic(
                "invalid-http-request",
                message,
                each.origin,
                "remove one of them",
                below=below,
                severity=Severity.WARNING,
            )
    for each in subject.objects.get("HTTPHeader", ()):
        yield from _check_header(each)


def _check_address(url: str, each: ArgoObject) -> Iterator[RuleDiagnostic]:
    scheme, separator, _ = url.partition("://")
    if "{{" in scheme or scheme.lower() in ("http", "https"):
        return
    message = f"address of a request must begin with 'http://' or 'https://', got '{url}'"
    hint = suggest(scheme, ("http", "https"), "use https") if separator else f"use 'https://{url}'"
    yield RuleDiagnostic("invalid-http-request", message, each.origin, hint, below=(*each.below, "url"))


def _check_header(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    name, value = each.value.get("name"), each.value.get("value")
    if isinstance(name, str) and "{{" not in name and not _TOKEN.fullmatch(name):
        yield _report_header(f"invalid name of a header '{name}'", "use letters, digits and '-'", each, "name")
    if value is not None and each.value.get("valueFrom") is not None:
        message = f"'value' of '{name}' has no effect with 'valueFrom'"
        yield _report_header(message, "remove one of them", each, "value", Severity.WARNING)
    elif value is None and each.value.get("valueFrom") is None:
        yield _report_header(f"header '{name}' has no value", "add 'value'", each, "name", Severity.WARNING)


def _report_header(
    message: str, hint: str, each: ArgoObject, field: str, severity: Severity | None = None
) -> RuleDiagnostic:
    at = ("invalid-http-request", message, each.origin, hint)
    return RuleDiagnostic(*at, below=(*each.below, field), severity=severity)


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
