"""The environment variables of a container."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from argogen.executors.pods.errors import PodError
from argogen.executors.pods.expansion import expand
from argogen.executors.pods.fields import read_field, read_resource
from argogen.executors.pods.objects import CONFIG_MAP, SECRET, Objects
from argogen.executors.pods.pod import Pod
from argogen.runner.execution import Job

_SOURCES = (("configMapRef", CONFIG_MAP), ("secretRef", SECRET))
_KEYS = (("configMapKeyRef", CONFIG_MAP), ("secretKeyRef", SECRET))


def build_environment(
    pod: Pod, container: Mapping[str, Any], base: Mapping[str, str], objects: Objects
) -> dict[str, str]:  # fmt: skip
    """Return the variables of a container, after those of its image. Raises PodError."""
    values = {**base, "HOSTNAME": pod.name[:63]}
    user = (container.get("securityContext") or {}).get("runAsUser", pod.security.get("runAsUser"))
    if "HOME" in base and user is not None:
        values["HOME"] = find_home(int(user))
    for source in container.get("envFrom") or ():
        values |= dict(_read_source(source, objects))
    for variable in container.get("env") or ():
        value = _read_variable(pod, container, variable, objects)
        if value is not None:
            values[variable["name"]] = expand(value, values) if "valueFrom" not in variable else value
    return values


def find_home(user: int, users: Path = Path("/etc/passwd")) -> str:
    """Return the home directory of a user, which container engines set; that of an unknown one is the root."""
    lines = users.read_text("utf-8", "replace").splitlines() if users.is_file() else ()
    homes = (fields[5] for line in lines if len(fields := line.split(":")) > 6 and fields[2] == str(user))
    return next(homes, "") or "/"


def _read_source(source: Mapping[str, Any], objects: Objects) -> Iterator[tuple[str, str]]:
    for field, kind in _SOURCES:
        reference = source.get(field)
        if not reference:
            continue
        found = objects.find_texts(kind, str(reference.get("name") or ""))
        if found is None and not reference.get("optional"):
            raise PodError(f'{kind.lower()} "{reference.get("name")}" not found')
        for key, value in (found or {}).items():
            yield f"{source.get('prefix') or ''}{key}", value.decode("utf-8", "replace")


def _read_variable(
    pod: Pod, container: Mapping[str, Any], variable: Mapping[str, Any], objects: Objects
) -> str | None:  # fmt: skip
    source = variable.get("valueFrom")
    if not source:
        value = variable.get("value")
        return "" if value is None else str(value)
    for field, kind in _KEYS:
        if source.get(field):
            found = objects.read(kind, source[field])
            return None if found is None else found.decode("utf-8", "replace")
    if source.get("fieldRef"):
        return read_field(pod, source["fieldRef"])
    if source.get("resourceFieldRef"):
        return read_resource(container, source["resourceFieldRef"])
    raise PodError(f"environment variable {variable.get('name')} has an unsupported source")


def build_argo_variables(job: Job, name: str) -> dict[str, str]:
    """Return the variables that Argo sets in its containers."""
    return {
        "ARGO_CONTAINER_NAME": name, "ARGO_NODE_ID": job.node_id,
        "ARGO_INCLUDE_SCRIPT_OUTPUT": "true" if job.captures_result else "false",
        "ARGO_PROGRESS_FILE": "/var/run/argo/progress",
    }  # fmt: skip
