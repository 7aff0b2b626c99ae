"""List the containers of the pods that templates run, with those that Argo adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argogen.context import Template, Workflow
from argogen.linter.model.nodes import display_name
from argogen.linter.model.subject import Subject


class PodContainers(NamedTuple):
    """The names of the containers and init containers in the pod of a template, and the kind of the template."""

    name: str
    kind: str
    containers: tuple[str, ...]
    init_containers: tuple[str, ...]

    def names_in(self, field: str) -> tuple[str, ...]:
        """Return the names in a field of PodSpec: `containers` or `initContainers`."""
        return self.containers if field == "containers" else self.init_containers


def list_pods(node: Workflow | Template, subject: Subject) -> Iterator[PodContainers]:
    """Yield the containers of the pod of a template, or of each pod of a workflow."""
    for template in subject.all_templates if isinstance(node, Workflow) else (node,):
        main = _list_main(template)
        if main:
            sidecars = tuple(str(each.get("name")) for each in template.sidecars)
            init = tuple(str(each.get("name")) for each in template.init_containers)
            yield PodContainers(display_name(template), _find_kind(template), (*main, *sidecars), ("init", *init))


def _find_kind(template: Template) -> str:
    if template.container_set is not None:
        return "a container set"
    return "a data template" if template.data is not None else "a template with one main container"


def _list_main(template: Template) -> tuple[str, ...]:
    """Return the containers of a pod without sidecars; none for a template without a pod.

    The pod of a data template has no `wait` container, and that of a container set only has a `main` container if one
    of the set has this name (createWorkflowPod of workflow/controller/workflowpod.go).
    """
    if template.container_set is not None:
        containers = template.container_set.get("containers") or ()
        return ("wait", *(str(each.get("name")) for each in containers))
    if template.data is not None:
        return ("main",)
    return ("main", "wait") if template.container is not None or template.resource is not None else ()
