"""Images, commands, names and arguments of containers."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import display_name, fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

# Argo's own containers in every pod (workflow/common/common.go); `main` is the template's.
_RESERVED = frozenset({"main", "wait", "init"})
# What Linux takes as one argument or variable (MAX_ARG_STRLEN), and etcd and Argo as one object.
_LONGEST_ARGUMENT = 128 * 1024


def find_missing_images(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers without an image, unless `templateDefaults` may provide one (validate.go, validateLeaf)."""
    if "templateDefaults" in fields_of(subject.workflow):
        return
    for container in subject.containers:
        if container.below[0] in ("sidecars", "initContainers") and not container.fields.get("image"):
            message = f"{container.name} has no image"
            yield RuleDiagnostic("no-image", message, container.origin, "add image:", below=container.below)
    for template in subject.context.templates:
        if template.container is not None and not template.container.image:
            message = f"{display_name(template)} has no image"
            field = "script" if template.construct == "script" else "container"
            hint = "add image: here, or to defaults"
            yield RuleDiagnostic("no-image", message, template.origin, hint, below=(field,), key=True)


def find_missing_commands(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers without a command: Argo wraps it, and would query the registry for that of the image."""
    for template in subject.all_templates:
        container = template.container
        if container is None or "templateDefaults" in fields_of(subject.workflow):
            continue
        is_script = template.construct == "script"
        if not container.command:
            message = f"{display_name(template)} has no command, so Argo has to ask the image's registry for one"
            yield RuleDiagnostic(
                "no-command", message, template.origin, "add command:", "script" if is_script else "container", key=True
            )
        if is_script and not (container.source or "").strip():
            message = f"the script of {display_name(template)} is empty"
            hint, below = "add source:, or file:", ("script", "source")
            yield RuleDiagnostic("no-command", message, template.origin, hint, "script", key=True, below=below)


def find_reserved_names(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers with the name of one that Argo adds to the pod."""
    for container in subject.containers:
        name = container.fields.get("name")
        reserved = _RESERVED - {"main"} if "containerSet" in container.below else _RESERVED
        if not container.is_main and name in reserved:
            message = f"Argo has a container called '{name}' in every pod"
            yield RuleDiagnostic(
                "reserved-container",
                message,
                container.origin,
                "choose another name",
                text=str(name),
                below=(*container.below, "name"),
            )


def find_duplicate_containers(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers of one pod with the same name."""
    seen: set[tuple[int, str]] = set()
    for container in subject.containers:
        name = container.fields.get("name")
        if container.is_main or name is None or "containerSet" in container.below:
            continue
        if (id(container.template), str(name)) in seen:
            message, below = f"there are two containers '{name}' in this pod", (*container.below, "name")
            yield RuleDiagnostic("reserved-container", message, container.origin, "rename one of them", below=below)
        seen.add((id(container.template), str(name)))


def find_long_texts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report arguments and environment variables beyond the limit of Linux."""
    for container in subject.containers:
        for text in _arguments(container):
            size = len(text.encode())
            if size >= _LONGEST_ARGUMENT:
                message = f"this has {size // 1024} KiB, and Linux takes 128 KiB for one argument or variable"
                hint = "mount it from a ConfigMap, or pass it as an artifact"
                yield RuleDiagnostic("long-text", message, container.origin, hint, text=text)


def _arguments(container: ContainerFields) -> Iterator[str]:
    fields = container.fields
    values = [variable.get("value") for variable in fields.get("env") or ()]
    for text in (*(fields.get("command") or ()), *(fields.get("args") or ()), *values):
        if isinstance(text, str):
            yield text
