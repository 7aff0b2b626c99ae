"""Check security contexts (pkg/apis/core/validation of Kubernetes)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.linter.model.nodes import mapping_in
from argogen.linter.rules.kubernetes.findings import Check, Finding, text_in
from argogen.suggestions import suggest

_MAX_ID = 2**31 - 1
_PART = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SYSCTL = re.compile(rf"({_PART}[./])*{_PART}", re.ASCII)
_WORDS: Mapping[str, tuple[str, ...]] = {
    "procMount": ("Default", "Unmasked"),
    "fsGroupChangePolicy": ("Always", "OnRootMismatch"),
    "supplementalGroupsPolicy": ("Merge", "Strict"),
    "seLinuxChangePolicy": ("MountOption", "Recursive"),
}


def _check_profile(value: Mapping[str, Any]) -> Iterator[Finding]:
    """Report a profile of seccomp or AppArmor that is missing, or has no effect."""
    sort, profile = text_in(value, "type"), value.get("localhostProfile")
    if sort == "Localhost" and not profile:
        yield Finding(("type",), "the type 'Localhost' requires 'localhostProfile'", "add 'localhostProfile'")
    elif sort and sort != "Localhost" and profile:
        message = f"'localhostProfile' requires the type 'Localhost', got '{sort}'"
        yield Finding(("localhostProfile",), message, "remove it, or use 'type: Localhost'")


def _check_container(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _check_words(value)
    added = mapping_in(value, "capabilities").get("add") or ()
    is_admin = not {"SYS_ADMIN", "CAP_SYS_ADMIN"}.isdisjoint(map(str, added))
    if value.get("allowPrivilegeEscalation") is False and (value.get("privileged") is True or is_admin):
        what = "'privileged: true'" if value.get("privileged") else "the capability SYS_ADMIN"
        message = f"'allowPrivilegeEscalation' must not be false with {what}"
        yield Finding(("allowPrivilegeEscalation",), message, "remove one of them")


def _check_pod(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _check_words(value)
    for index, group in enumerate(value.get("supplementalGroups") or ()):
        if isinstance(group, int) and not 0 <= group <= _MAX_ID:
            message = f"group must be 0–{_MAX_ID}, got {group}"
            yield Finding(("supplementalGroups", index), message, "use an ID in this range")


def _check_words(value: Mapping[str, Any]) -> Iterator[Finding]:
    for field, words in _WORDS.items():
        word = text_in(value, field)
        if word and word not in words:
            hint = suggest(word, words, f"use one of {', '.join(words)}")
            yield Finding((field,), f"unknown '{field}', got '{word}'", hint)


def _check_sysctl(value: Mapping[str, Any]) -> Iterator[Finding]:
    name = text_in(value, "name")
    if name is not None and not _SYSCTL.fullmatch(name):
        yield Finding(("name",), f"invalid name of a sysctl '{name}'", "use a name such as net.core.somaxconn")


CHECKS: Mapping[str, Check] = {
    "SeccompProfile": _check_profile,
    "AppArmorProfile": _check_profile,
    "SecurityContext": _check_container,
    "PodSecurityContext": _check_pod,
    "Sysctl": _check_sysctl,
}
"""The check of each definition."""
