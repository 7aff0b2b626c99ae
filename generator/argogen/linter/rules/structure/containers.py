"""Check images, commands and names of containers."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.linter.model.nodes import display_name, fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

# Containers that Argo adds to every pod (workflow/common/common.go); `main` is the container of the template.
_RESERVED = frozenset({"main", "wait", "init"})


def find_missing_images(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers without an image, unless `templateDefaults` may provide one (validate.go, validateLeaf)."""
    if "templateDefaults" in fields_of(subject.workflow):
        return
    for container in subject.more_containers:
        if container.below[0] in ("sidecars", "initContainers") and not container.fields.get("image"):
            message = f"container {container.name} has no image"
            yield RuleDiagnostic("missing-image", message, container.origin, "add 'image'", below=container.below)
    for template in subject.context.templates:
        if template.container is not None and not template.container.image:
            message = f"{display_name(template)} has no image"
            field = "script" if template.construct == "script" else "container"
            hint = f"add 'image' here or to '{subject.phrase('defaults', 'templateDefaults')}'"
            yield RuleDiagnostic("missing-image", message, template.origin, hint, below=(field,), key=True)


def find_missing_commands(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers without a command: Argo requires it, and queries the registry of the image for it."""
    if "templateDefaults" in fields_of(subject.workflow):
        return
    for template in subject.all_templates:
        container = template.container
        if container is None:
            continue
        is_script = template.construct == "script"
        if not container.command:
            message = f"{display_name(template)} has no command: Argo has to look it up in the registry of the image"
            yield RuleDiagnostic(
                "missing-command",
                message,
                template.origin,
                "add 'command'",
                "script" if is_script else "container",
                key=True,
            )
        if is_script and not (container.source or "").strip():
            message = f"script of {display_name(template)} is empty"
            hint, below = subject.phrase("add 'source' or 'file'", "add 'source'"), ("script", "source")
            yield RuleDiagnostic("missing-command", message, template.origin, hint, "script", key=True, below=below)


def find_reserved_names(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers with the name of one that Argo adds to the pod."""
    for container in subject.containers:
        name = container.fields.get("name")
        reserved = _RESERVED - {"main"} if "containerSet" in container.below else _RESERVED
        if not container.is_main and name in reserved:
            message = f"reserved container name '{name}': Argo adds a container with this name to every pod"
            yield RuleDiagnostic(
                "reserved-container-name",
                message,
                container.origin,
                "use another name",
                text=str(name),
                below=(*container.below, "name"),
            )


def find_duplicate_containers(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report containers with the same name in one pod."""
    seen: set[tuple[int, str]] = set()
    for container in subject.containers:
        name = container.fields.get("name")
        if container.is_main or name is None:
            continue
        # Duplicates within a container set are reported with its other errors.
        if (id(container.template), str(name)) in seen and "containerSet" not in container.below:
            message, below = f"duplicate container name '{name}'", (*container.below, "name")
            yield RuleDiagnostic(
                "reserved-container-name", message, container.origin, "rename one of them", below=below
            )
        seen.add((id(container.template), str(name)))
