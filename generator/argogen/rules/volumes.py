"""Mounts against volumes: Argo does not compare them, so the pod fails when it is made."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Context
from argogen.diagnostics import Severity
from argogen.nearest import find_nearest
from argogen.rules.finding import Finding


def find_undeclared_mounts(context: Context) -> Iterator[Finding]:
    """A mount of a volume that neither the workflow nor the template declares.

    A template kind may get its volumes from the workflow that uses it: there it is a warning.
    """
    workflow = context.workflow
    declared = {volume.name for volume in workflow.volumes} | {claim.name for claim in workflow.volume_claims}
    raw = [v.get("name") for v in workflow.raw.get("volumes") or ()]
    is_template = workflow.kind in ("WorkflowTemplate", "ClusterWorkflowTemplate")
    severity = Severity.WARNING if is_template else Severity.ERROR
    for template in context.templates:
        own = [v.get("name") for v in template.raw.get("volumes") or ()]
        known = declared.union((volume.name for volume in template.volumes), raw, own)
        for mount in template.container.mounts if template.container else ():
            if mount.volume not in known and "{{" not in mount.volume:
                near = find_nearest(mount.volume, tuple(sorted(map(str, known))))
                hint = f"did you mean '{near}'?" if near else f"add it to volumes: {{{mount.volume}: …}}"
                yield Finding("undeclared-volume", f"there is no volume '{mount.volume}'", mount.origin, hint, severity)
