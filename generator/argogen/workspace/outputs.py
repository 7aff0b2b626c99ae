"""Manifests in places that were named on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.engine.projects import Projects
from argogen.workspace.inputs import find_inputs
from argogen.workspace.jobs import make_job, refuse_clashes
from argogen.workspace.scope import Plan
from argogen.workspace.targets import find_targets


def plan_outputs(paths: Sequence[str], output: str, projects: Projects) -> Plan:
    """The jobs of pipelines that were named, in places that were named."""
    inputs = find_inputs(paths)
    targets = find_targets(inputs, paths, output)
    pairs = zip(inputs, targets, strict=True)
    jobs = [make_job(given, projects.options_around(given.folder), target) for given, target in pairs]
    refuse_clashes(jobs)
    return Plan(jobs, [], [])
