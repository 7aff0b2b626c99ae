"""The fields of a pod to which its variables and files refer."""

from __future__ import annotations

import json
import math
import re
import uuid
from collections.abc import Mapping
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import read_quantity
from argogen.executors.pods.errors import PodError
from argogen.executors.pods.pod import ADDRESS, Pod

_MEMBER = re.compile(r"metadata\.(labels|annotations)\['([^']*)'\]")
HOST = "localhost"


def read_field(pod: Pod, reference: Mapping[str, Any]) -> str:
    """Return the value of a `fieldRef`. Raises PodError."""
    path = str(reference.get("fieldPath") or "")
    if found := _MEMBER.fullmatch(path):
        return str(pod.metadata[found[1]].get(found[2], ""))
    values = {
        "metadata.name": pod.name, "metadata.namespace": pod.metadata["namespace"],
        "metadata.uid": str(uuid.uuid5(uuid.NAMESPACE_URL, pod.name)),
        "spec.nodeName": HOST, "spec.serviceAccountName": pod.service_account,
        "status.hostIP": ADDRESS, "status.podIP": pod.address, "status.podIPs": pod.address, "status.hostIPs": ADDRESS,
    }  # fmt: skip
    if path in values:
        return str(values[path])
    if path in ("metadata.labels", "metadata.annotations"):
        members = pod.metadata[path.removeprefix("metadata.")]
        return "\n".join(
            f"{name}={json.dumps(str(value), ensure_ascii=False)}" for name, value in sorted(members.items())
        )
    raise PodError(f'unsupported fieldPath: "{path}"')


def read_resource(container: Mapping[str, Any], reference: Mapping[str, Any]) -> str:
    """Return the value of a `resourceFieldRef` in units of its divisor, rounded up; 0 for a resource without amount.

    A limit is also a request. Raises PodError.
    """
    kind, _, name = str(reference.get("resource") or "").partition(".")
    resources = container.get("resources") or {}
    amounts = {**((resources.get("limits") or {}) if kind == "requests" else {}), **(resources.get(kind) or {})}
    try:
        amount, divisor = (read_quantity(str(each)) for each in (amounts.get(name, 0), reference.get("divisor") or 1))
    except NotationError as error:
        raise PodError(str(error)) from None
    return str(math.ceil(amount / (divisor or 1)))
