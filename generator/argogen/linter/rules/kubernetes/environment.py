"""Check amounts of resources in environment variables and volumes (pkg/apis/core/validation of Kubernetes)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import read_quantity
from argogen.linter.rules.kubernetes.findings import Check, Finding

_OF_BYTES = frozenset({0, *(1000**n for n in range(7)), *(1024**n for n in range(7))})


def _check_divisor(value: Mapping[str, Any]) -> Iterator[Finding]:
    resource, divisor = str(value.get("resource")), str(value.get("divisor") or 0)
    try:
        number = read_quantity(divisor) if "{{" not in divisor else 0
    except NotationError:
        return
    is_cpu = resource.endswith(".cpu")
    if (number * 1000 not in (0, 1, 1000)) if is_cpu else (number not in _OF_BYTES):
        units = "1m and 1" if is_cpu else "1, 1k, 1Ki, 1M, 1Mi and so on"
        message = f"invalid divisor '{divisor}' of '{resource}'"
        yield Finding(("divisor",), message, f"use one unit: {units} are valid")


CHECKS: Mapping[str, Check] = {"ResourceFieldSelector": _check_divisor}
"""The check of each definition."""
