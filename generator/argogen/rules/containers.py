"""Containers that Argo or Kubernetes would refuse."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Context
from argogen.rules.finding import Finding


def find_missing_images(context: Context) -> Iterator[Finding]:
    """A container without an image, unless Argo's templateDefaults could bring one (validate.go, validateLeaf)."""
    if "templateDefaults" in {*context.workflow.settings, *context.workflow.raw}:
        return
    for template in context.templates:
        if template.container is not None and not template.container.image:
            message = f"'{template.name}' has no image"
            yield Finding("no-image", message, template.origin, "add image: here, or to defaults")
