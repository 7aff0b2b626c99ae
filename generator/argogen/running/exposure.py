"""Find the values of Secrets that other users of this machine can see, or that are not masked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.diagnostics import Diagnostic, Severity
from argogen.executors.pods.objects import Objects
from argogen.executors.pods.secrets import SHORTEST
from argogen.running.preparation import Prepared

_CODE = "exposed-secret"
_REFERENCE = re.compile(r"\$\(([^)]+)\)")
_CONTAINERS = ("initContainers", "sidecars")
Data = Mapping[str, Any]


def find_exposures(prepared: Prepared, objects: Objects) -> list[Diagnostic]:
    """Return a warning for each value of a Secret in a command line, and for each that is too short to be masked."""
    found = dict.fromkeys((*_find_in_commands(prepared, objects), *_find_short(objects)))
    return [Diagnostic(_CODE, message, prepared.place, hint, Severity.WARNING) for message, hint in found]


def _find_short(objects: Objects) -> Iterator[tuple[str, str]]:
    for name, values in objects.secrets.items():
        for key, value in values.items():
            if 0 < len(value.strip()) < SHORTEST:
                yield (
                    f"key '{key}' of Secret '{name}' has fewer than {SHORTEST} characters: its value is not masked",
                    "use a longer value",
                )


def _find_in_commands(prepared: Prepared, objects: Objects) -> Iterator[tuple[str, str]]:
    names = {key[2] for key in prepared.target.graph.templates}
    for template in _list_templates(prepared):
        for container in _list_containers(template) if template.get("name") in names else ():
            secret = _list_secret_variables(container, objects)
            words = (str(word) for field in ("command", "args") for word in container.get(field) or ())
            for variable in dict.fromkeys(name for word in words for name in _REFERENCE.findall(word)):
                if variable in secret:
                    where = f"template '{template.get('name')}': the command line has the value of Secret"
                    message = f"{where} '{secret[variable]}', by $({variable}), for all users of this machine"
                    hint = f"let a shell or the program read the variable {variable}, or mount the Secret as a file"
                    yield message, hint


def _list_templates(prepared: Prepared) -> Iterator[Data]:
    for document in prepared.documents:
        spec = (document.get("spec") if isinstance(document, Mapping) else None) or {}
        spec = spec.get("workflowSpec") or spec
        yield from (each for each in spec.get("templates") or () if isinstance(each, Mapping))


def _list_containers(template: Data) -> Iterator[Data]:
    yield from (template[body] for body in ("container", "script") if template.get(body))
    yield from (template.get("containerSet") or {}).get("containers") or ()
    for field in _CONTAINERS:
        yield from template.get(field) or ()


def _list_secret_variables(container: Data, objects: Objects) -> Mapping[str, str]:
    """Return the variables of a container with values of Secrets, and the names of these."""
    found: dict[str, str] = {}
    for source in container.get("envFrom") or ():
        name = str((source.get("secretRef") or {}).get("name") or "")
        found |= {f"{source.get('prefix') or ''}{key}": name for key in objects.secrets.get(name, ())}
    for variable in container.get("env") or ():
        reference = (variable.get("valueFrom") or {}).get("secretKeyRef")
        found.pop(variable.get("name"), None)
        if reference:
            found[str(variable.get("name"))] = str(reference.get("name"))
    return found
