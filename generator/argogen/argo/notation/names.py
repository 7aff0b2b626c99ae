"""Names that Kubernetes and Argo accept.

Labels, DNS names: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and labels/; environment
variables: apimachinery's util/validation; parameters and templates: Argo's workflow/validate/validate.go.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from argogen.argo.notation.error import NotationError, quote

_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", re.ASCII)
_SUBDOMAIN = re.compile(rf"{_DNS_LABEL.pattern}(\.{_DNS_LABEL.pattern})*", re.ASCII)
_QUALIFIED = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?", re.ASCII)
_ENV = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*", re.ASCII)
_RELAXED_ENV = re.compile(r"[ -<>-~]+", re.ASCII)

LONGEST_OBJECT_NAME: Mapping[str, int] = {
    "Workflow": 63,
    "WorkflowTemplate": 63,
    "ClusterWorkflowTemplate": 63,
    "CronWorkflow": 52,
}
"""What Argo takes of each kind: pods carry the name in a label, and a CronWorkflow adds the time to it."""


def check_subdomain(name: str) -> None:
    """Raise NotationError for what cannot name a Kubernetes object."""
    if len(name) > 253:
        raise NotationError(f"the name has {len(name)} characters, and Kubernetes takes 253", "shorten it")
    if not _SUBDOMAIN.fullmatch(name):
        raise NotationError(
            f"Kubernetes takes no name {quote(name)}",
            "use lower-case letters, digits, dashes and dots, a letter or digit first and last",
        )


def check_dns_label(name: str) -> None:
    """Raise NotationError for what cannot name a container or a volume."""
    if len(name) > 63:
        raise NotationError(f"the name has {len(name)} characters, and Kubernetes takes 63", "shorten it")
    if not _DNS_LABEL.fullmatch(name):
        hint = "use lower-case letters, digits and dashes, a letter or digit first and last"
        raise NotationError(f"Kubernetes takes no name {quote(name)}", hint)


def check_label_key(key: str) -> None:
    """Raise NotationError for what cannot be the key of a label or annotation: `name` or `prefix/name`."""
    prefix, slash, name = key.rpartition("/")
    if slash:
        check_subdomain(prefix)
    if len(name) > 63:
        raise NotationError(f"the key {quote(name)} has {len(name)} characters, and Kubernetes takes 63", "shorten it")
    if not _QUALIFIED.fullmatch(name):
        hint = "use letters, digits, '-', '_' and '.', a letter or digit first and last"
        raise NotationError(f"Kubernetes takes no key {quote(key)}", hint)


def check_label_value(value: str) -> None:
    """Raise NotationError for what cannot be the value of a label."""
    if len(value) > 63:
        raise NotationError(f"the value has {len(value)} characters, and a label takes 63", "make it an annotation")
    if value and not _QUALIFIED.fullmatch(value):
        hint = "use letters, digits, '-', '_' and '.', or make it an annotation"
        raise NotationError(f"a label cannot have the value {quote(value)}", hint)


def check_env_name(name: str) -> None:
    """Raise NotationError for what cannot name an environment variable in any Kubernetes."""
    if not _RELAXED_ENV.fullmatch(name):
        raise NotationError(f"no variable can be called {quote(name)}", "use letters, digits and '_', and no '='")


def is_old_env_name(name: str) -> bool:
    """Return whether Kubernetes before 1.34 takes it, too."""
    return _ENV.fullmatch(name) is not None
