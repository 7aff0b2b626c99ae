"""Derive the permissions of a workflow from the templates that its entrypoint and its handlers call.

The facts are those of Argo 3.4 to 4.1: manifests/quick-start/base/*-role.yaml, artifact_gc.go in workflow/controller,
and agent.go in workflow/executor (Secrets of headers).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.permissions.accounts import (
    AGENT_BODIES,
    find_agent,
    find_collector,
    find_executor,
    find_pod_account,
    has_body,
    is_account_unknown,
    list_accounts,
    list_tokens,
)
from argogen.permissions.definitions import Definitions
from argogen.permissions.kubectl import Access, UnknownTargetError, list_accesses, split_by_name
from argogen.permissions.model import Account, Permission, Requirements, Resource
from argogen.permissions.reach import Reach, Reached, find_reach
from argogen.records import EMPTY
from argogen.runner.frames.templates import PODS
from argogen.testing.structure.graph import CallGraph

_ARGO = "argoproj.io"
_RESULTS = Resource(_ARGO, "workflowtaskresults")
_TASK_SETS, _TASK_SETS_STATUS = Resource(_ARGO, "workflowtasksets"), Resource(_ARGO, "workflowtasksets/status")
_GC_TASKS = Resource(_ARGO, "workflowartifactgctasks")
_GC_TASKS_STATUS = Resource(_ARGO, "workflowartifactgctasks/status")
_SECRETS = Resource("", "secrets")
_ASSUMED = "; assumed: '{}', with objects in namespaces, unless --ref adds its CustomResourceDefinition"
IN_OTHER_FILE = "in another file, which --ref adds, or its name is known only at run time"


def find_requirements(
    spec: Mapping[str, Any], graph: CallGraph, namespace: str, definitions: Definitions
) -> Requirements:
    """Return the requirements of a workflow with a spec, the graph of its calls and a namespace."""
    reach = find_reach(graph, spec.get("templateDefaults") or EMPTY)
    permissions = [permission for each in reach.templates for permission in _list_of_template(each, spec)]
    unknown = [*_list_unknown_templates(reach, graph), *_list_patched(reach.templates, spec)]
    found = [part for each in reach.templates for part in _list_of_resource(each, spec, namespace, definitions)]
    permissions += [part for part in found if isinstance(part, Permission)]
    unknown += [part for part in found if isinstance(part, str)]
    permissions += _list_of_artifact_gc(reach.templates, spec)
    return Requirements(
        permissions=[each for each in permissions if each.account.is_known],
        accounts=[each for each in list_accounts(reach.templates, spec, permissions) if each.is_known],
        tokens=[each for each in list_tokens(reach.templates, spec) if each.is_known],
        unknown=[*unknown, *_list_of_unknown_accounts(permissions)],
        of_controller=list(_list_of_controller(reach.templates)),
    )


def _list_of_template(each: Reached, spec: Mapping[str, Any]) -> Iterator[Permission]:
    if has_body(each, PODS):
        account = find_executor(each.definition, spec) or find_pod_account(each.definition, spec)
        yield Permission(account, _RESULTS, ("create", "patch"), "pods of steps report their results")
    if has_body(each, AGENT_BODIES):
        account, reason = find_agent(spec), f"the agent runs {each.label}"
        yield Permission(account, _TASK_SETS, ("list", "watch"), reason)
        yield Permission(account, _TASK_SETS_STATUS, ("patch",), reason)
        for name in _list_header_secrets(each.definition):
            yield Permission(account, _SECRETS, ("get",), f"a header of {each.label}", "" if "{{" in name else name)


def _list_header_secrets(template: Mapping[str, Any]) -> Iterator[str]:
    for header in (template.get("http") or EMPTY).get("headers") or ():
        if key := (header.get("valueFrom") or EMPTY).get("secretKeyRef"):
            yield str(key.get("name"))


def _list_of_resource(
    each: Reached, spec: Mapping[str, Any], namespace: str, definitions: Definitions
) -> Iterator[Permission | str]:
    """Yield the permissions of a template with a `resource`, and the reason if they are not all."""
    if "resource" not in each.definition:
        return
    try:
        yield from _list_of_kubectl(each, spec, namespace, definitions)
    except UnknownTargetError as error:
        yield f"{each.label}: {error}"


def _list_of_kubectl(
    each: Reached, spec: Mapping[str, Any], namespace: str, definitions: Definitions
) -> Iterator[Permission]:
    account = find_executor(each.definition, spec) or find_pod_account(each.definition, spec)
    reason = f"{each.definition['resource']['action']} in {each.label}"
    for access in list_accesses(each.definition, namespace, definitions):
        for part in split_by_name(access):
            yield _permit(part, account, reason)


def _permit(access: Access, account: Account, reason: str) -> Permission:
    assumed = _ASSUMED.format(access.resource.plural) if access.resource.is_assumed else ""
    return Permission(account, access.resource, access.verbs, f"{reason}{assumed}", access.name, access.namespace)


def _list_of_artifact_gc(reached: Sequence[Reached], spec: Mapping[str, Any]) -> Iterator[Permission]:
    """Yield the permissions of the pods that delete artifacts; by default, they have the account `default`."""
    common = spec.get("artifactGC") or EMPTY
    for each, artifact in _list_collected(reached, common):
        account = find_collector(artifact, common)
        yield from _collect(account, f"deletes artifact '{artifact.get('name')}' of {each.label}")
    if _is_collected(EMPTY, common) and any(_list_collected(reached, common)):
        for each in reached:
            if has_body(each, PODS) and _archives_logs(each.definition, spec):
                yield from _collect(find_collector(EMPTY, common), f"deletes the archived logs of {each.label}")


def _list_collected(
    reached: Sequence[Reached], common: Mapping[str, Any]
) -> Iterator[tuple[Reached, Mapping[str, Any]]]:
    """Yield the output artifacts that Argo deletes. Without any, it deletes no archived logs either."""
    for each in reached:
        for artifact in (each.definition.get("outputs") or EMPTY).get("artifacts") or ():
            if _is_collected(artifact, common):
                yield each, artifact


def _is_collected(artifact: Mapping[str, Any], common: Mapping[str, Any]) -> bool:
    own = artifact.get("artifactGC") or EMPTY
    return (own.get("strategy") or common.get("strategy") or "Never") != "Never"


def _archives_logs(template: Mapping[str, Any], spec: Mapping[str, Any]) -> bool:
    own = (template.get("archiveLocation") or EMPTY).get("archiveLogs")
    return bool(spec.get("archiveLogs") if own is None else own)


def _collect(account: Account, reason: str) -> Iterator[Permission]:
    yield Permission(account, _GC_TASKS, ("list", "watch"), reason)
    yield Permission(account, _GC_TASKS_STATUS, ("patch",), reason)


def _list_of_controller(reached: Sequence[Reached]) -> Iterator[str]:
    """Yield what the controller requires: it writes the ConfigMaps of caches with its own account."""
    caches: dict[str, str] = {}
    for each in reached:
        memoize = each.definition.get("memoize")
        name = ((memoize or EMPTY).get("cache") or EMPTY).get("configMap") or EMPTY
        if memoize is not None:
            caches.setdefault(str(name.get("name") or ""), each.label)
    for cache, label in caches.items():
        yield f"create, get and update of configmaps: cache '{cache}' of {label}"


def _list_unknown_templates(reach: Reach, graph: CallGraph) -> Iterator[str]:
    entrypoint = graph.entrypoint[2]
    if entrypoint and graph.entrypoint not in graph.templates:
        yield f"there is no template '{entrypoint}', the entrypoint"
    for call in reach.unknown:
        name = f"{call.owner}.{call.name}" if call.owner else call.name
        yield f"'{name}': its template is {IN_OTHER_FILE}"


def _list_patched(reached: Sequence[Reached], spec: Mapping[str, Any]) -> Iterator[str]:
    """Yield the templates whose pods may have another account through a patch that cannot be read."""
    for each in reached:
        patches = (each.definition.get("podSpecPatch"), spec.get("podSpecPatch"))
        if has_body(each, PODS) and any(map(is_account_unknown, patches)):
            yield f"{each.label}: its account is that in a podSpecPatch"


def _list_of_unknown_accounts(permissions: Sequence[Permission]) -> dict[str, None]:
    """Return the permissions of accounts whose name contains tags, as lines."""
    return dict.fromkeys(
        f"the account '{each.account.name}' is known only at run time; it requires {', '.join(each.verbs)} of "
        f"{each.resource.plural}: {each.reason}"
        for each in permissions
        if not each.account.is_known
    )
