"""The security context of a container as options of an engine, and the privileges that have to be allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_USUAL = frozenset(
    (
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
        "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    )
)  # fmt: skip
"""The capabilities that engines grant by default, or once did."""
Data = Mapping[str, Any]


def list_security_options(security: Data, *, is_podman: bool) -> Iterator[str]:
    """Yield the options for a security context, in which that of the pod is merged."""
    user, group = security.get("runAsUser"), security.get("runAsGroup")
    if user is not None or group is not None:
        yield f"--user={0 if user is None else int(user)}{'' if group is None else f':{int(group)}'}"
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
