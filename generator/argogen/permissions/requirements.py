"""Derive the permissions of a workflow from the templates that its entrypoint and its handlers call.

The facts are those of Argo 3.4 to 4.1: manifests/quick-start/base/*-role.yaml, and workflowpod.go (accounts of pods),
agent.go and artifact_gc.go in workflow/controller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from argogen.permissions.grants import DEFAULT_ACCOUNT
from argogen.permissions.kubectl import Access, UnknownTargetError, list_accesses, split_by_name
from argogen.permissions.model import Account, Permission, Requirements, Resource
from argogen.permissions.reach import Reached, find_reach
from argogen.records import EMPTY
from argogen.testing.structure.graph import CallGraph

_ARGO = "argoproj.io"
_RESULTS = Resource(_ARGO, "workflowtaskresults")
_TASK_SETS, _TASK_SETS_STATUS = Resource(_ARGO, "workflowtasksets"), Resource(_ARGO, "workflowtasksets/status")
_GC_TASKS = Resource(_ARGO, "workflowartifactgctasks")
_GC_TASKS_STATUS = Resource(_ARGO, "workflowartifactgctasks/status")
_POD_BODIES = ("container", "script", "containerSet", "resource", "data")
_AGENT_BODIES = ("http", "plugin")
IN_OTHER_FILE = "in another file, which --ref adds"


def find_requirements(spec: Mapping[str, Any], graph: CallGraph) -> Requirements:
    """Return the permissions for a workflow with a spec, and the graph of its calls."""
    reach = find_reach(graph, spec.get("templateDefaults") or EMPTY)
    permissions: list[Permission] = []
    unknown = [f"'{call.name}': its template is {IN_OTHER_FILE}" for call in reach.unknown]
    for each in reach.templates:
        permissions += _list_of_template(each, spec)
        if "resource" in each.definition:
            try:
                permissions += _list_of_kubectl(each, spec)
            except UnknownTargetError as error:
                unknown.append(f"{each.label}: {error}")
    permissions += _list_of_artifact_gc(reach.templates, spec)
    return Requirements(permissions, unknown, list(_list_of_controller(reach.templates)))


def _list_of_template(each: Reached, spec: Mapping[str, Any]) -> Iterator[Permission]:
    if any(body in each.definition for body in _POD_BODIES):
        reason = "pods of steps report their results"
        yield Permission(_find_executor(each.definition, spec), _RESULTS, ("create", "patch"), reason)
    if any(body in each.definition for body in _AGENT_BODIES):
        account = Account(str(spec.get("serviceAccountName") or DEFAULT_ACCOUNT))
        reason = f"the agent runs {each.label}"
        yield Permission(account, _TASK_SETS, ("list", "watch"), reason)
        yield Permission(account, _TASK_SETS_STATUS, ("patch",), reason)


def _find_executor(template: Mapping[str, Any], spec: Mapping[str, Any]) -> Account:
    """Return the account of the executor of a pod: its own one, or that of the pod."""
    own = [each.get("executor") or EMPTY for each in (template, spec)]
    names = (*(each.get("serviceAccountName") for each in own), *_find_pod_accounts(template, spec))
    return Account(next(str(name) for name in (*names, DEFAULT_ACCOUNT) if name))


def _find_pod_accounts(template: Mapping[str, Any], spec: Mapping[str, Any]) -> tuple[Any, Any]:
    return template.get("serviceAccountName"), spec.get("serviceAccountName")


def _list_of_kubectl(each: Reached, spec: Mapping[str, Any]) -> list[Permission]:
    account = _find_executor(each.definition, spec)
    accesses = list(list_accesses(each.definition))
    reason = f"{each.definition['resource']['action']} in {each.label}"
    return [_permit(part, account, reason) for access in accesses for part in split_by_name(access)]


def _permit(access: Access, account: Account, reason: str) -> Permission:
    return Permission(account, access.resource, access.verbs, reason, access.name, access.namespace)


def _list_of_artifact_gc(reached: Iterable[Reached], spec: Mapping[str, Any]) -> Iterator[Permission]:
    """Yield the permissions of the pods that delete artifacts; by default, they have the account `default`."""
    common = spec.get("artifactGC") or EMPTY
    for each in reached:
        for artifact in (each.definition.get("outputs") or EMPTY).get("artifacts") or ():
            own = artifact.get("artifactGC") or EMPTY
            strategy = own.get("strategy") or common.get("strategy") or "Never"
            if strategy != "Never":
                name = own.get("serviceAccountName") or common.get("serviceAccountName") or DEFAULT_ACCOUNT
                reason = f"deletes artifact '{artifact.get('name')}' of {each.label}"
                yield Permission(Account(str(name)), _GC_TASKS, ("list", "watch"), reason)
                yield Permission(Account(str(name)), _GC_TASKS_STATUS, ("patch",), reason)


def _list_of_controller(reached: Iterable[Reached]) -> Iterator[str]:
    """Yield what the controller requires: it writes the ConfigMaps of caches with its own account."""
    caches: dict[str, str] = {}
    for each in reached:
        memoize = each.definition.get("memoize")
        name = ((memoize or EMPTY).get("cache") or EMPTY).get("configMap") or EMPTY
        if memoize is not None:
            caches.setdefault(str(name.get("name") or ""), each.label)
    for cache, label in caches.items():
        yield f"create and update of configmaps: cache '{cache}' of {label}"
