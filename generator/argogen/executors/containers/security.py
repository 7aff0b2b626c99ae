"""The security context of a container as options of an engine, and the privileges that have to be allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.executors.pods.errors import PodError

_USUAL = frozenset(
    (
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
        "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    )
)  # fmt: skip
"""The capabilities that engines grant by default, or once did."""
Data = Mapping[str, Any]


def list_security_options(security: Data, image_user: str, *, is_podman: bool) -> Iterator[str]:
    """Yield the options for a security context, in which that of the pod is merged. Raises PodError.

    `image_user` is the user of the image, "" for root.
    """
    user, group = security.get("runAsUser"), security.get("runAsGroup")
    name = image_user.partition(":")[0] or "0" if user is None else str(int(user))
    if security.get("runAsNonRoot") and name in ("0", "root"):
        raise PodError("container has runAsNonRoot and image will run as root" if user is None else (
            "container's runAsUser breaks non-root policy"))  # fmt: skip
    if user is not None or group is not None:
        yield f"--user={name}{'' if group is None else f':{int(group)}'}"
    groups = [security.get("fsGroup"), *(security.get("supplementalGroups") or ())]
    yield from (f"--group-add={int(each)}" for each in groups if each is not None)
    if security.get("readOnlyRootFilesystem"):
        yield "--read-only"
        if is_podman:
            yield "--read-only-tmpfs=false"  # Kubernetes has no writable directories
    capabilities = security.get("capabilities") or {}
    yield from (f"--cap-drop={_name(each)}" for each in capabilities.get("drop") or ())
    yield from (f"--cap-add={_name(each)}" for each in capabilities.get("add") or ())
    if security.get("allowPrivilegeEscalation") is False:
        yield "--security-opt=no-new-privileges"
    if (security.get("seccompProfile") or {}).get("type") == "Unconfined":
        yield "--security-opt=seccomp=unconfined"
    if security.get("privileged"):
        yield "--privileged"


def find_privileges(security: Data) -> list[str]:
    """Return the fields by which a container can do more than others on this machine."""
    found = ["privileged"] if security.get("privileged") else []
    added = (security.get("capabilities") or {}).get("add") or ()
    found += [f"capability {_name(each)}" for each in added if _name(each) not in _USUAL]
    if (security.get("seccompProfile") or {}).get("type") == "Unconfined":
        found.append("seccompProfile Unconfined")
    return found


def _name(capability: Any) -> str:
    return str(capability).upper().removeprefix("CAP_")
