"""Valid names of Kubernetes and Argo.

Labels, DNS names: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and labels/; environment
variables: apimachinery's util/validation; parameters and templates: Argo's workflow/validate/validate.go.
"""

from __future__ import annotations

import re

from argogen.argo.notation.error import NotationError, quote
from argogen.late import compile_late

_DNS_LABEL = compile_late(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", re.ASCII)
_SUBDOMAIN = compile_late(rf"{_DNS_LABEL.pattern}(\.{_DNS_LABEL.pattern})*", re.ASCII)
_QUALIFIED = compile_late(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?", re.ASCII)
_ENV = compile_late(r"[-._a-zA-Z][-._a-zA-Z0-9]*", re.ASCII)
_RELAXED_ENV = compile_late(r"[ -<>-~]+", re.ASCII)


def check_subdomain(name: str) -> None:
    """Raise NotationError for an invalid name of a Kubernetes object."""
    if len(name) > 253:
        raise NotationError(f"name must be at most 253 characters, got {len(name)}", "shorten it")
    if not _SUBDOMAIN.fullmatch(name):
        hint = "use lower-case letters, digits, '-' and '.'; begin and end with a letter or digit"
        raise NotationError(f"invalid name {quote(name)}", hint)


def check_dns_label(name: str) -> None:
    """Raise NotationError for an invalid name of a container or volume."""
    if len(name) > 63:
        raise NotationError(f"name must be at most 63 characters, got {len(name)}", "shorten it")
    if not _DNS_LABEL.fullmatch(name):
        hint = "use lower-case letters, digits and '-'; begin and end with a letter or digit"
        raise NotationError(f"invalid name {quote(name)}", hint)


def check_label_key(key: str) -> None:
    """Raise NotationError for an invalid key of a label or annotation; keys are `name` or `prefix/name`."""
    prefix, slash, name = key.rpartition("/")
    if slash:
        check_subdomain(prefix)
    if len(name) > 63:
        raise NotationError(f"key {quote(name)} must be at most 63 characters, got {len(name)}", "shorten it")
    if not _QUALIFIED.fullmatch(name):
        hint = "use letters, digits, '-', '_' and '.'; begin and end with a letter or digit"
        raise NotationError(f"invalid key {quote(key)}", hint)


def check_label_value(value: str) -> None:
    """Raise NotationError for an invalid value of a label."""
    if len(value) > 63:
        raise NotationError(f"label value must be at most 63 characters, got {len(value)}", "use an annotation")
    if value and not _QUALIFIED.fullmatch(value):
        hint = "use letters, digits, '-', '_' and '.', or an annotation; begin and end with a letter or digit"
        raise NotationError(f"invalid label value {quote(value)}", hint)


def check_env_name(name: str) -> None:
    """Raise NotationError for a name of an environment variable that is invalid in all versions of Kubernetes."""
    if not _RELAXED_ENV.fullmatch(name):
        raise NotationError(f"invalid environment variable name {quote(name)}", "use letters, digits and '_'")


def is_old_env_name(name: str) -> bool:
    """Return whether the name of an environment variable is valid in Kubernetes before 1.34, too."""
    return _ENV.fullmatch(name) is not None
