"""The accounts of the pods of a workflow (workflowpod.go and agent.go in workflow/controller of Argo)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from argogen.permissions.grants import DEFAULT_ACCOUNT
from argogen.permissions.model import Account, Permission
from argogen.permissions.reach import Reached
from argogen.records import EMPTY
from argogen.runner.frames.templates import PODS
from argogen.yaml.embedded import EmbeddedYamlError, load_embedded

AGENT_BODIES = ("http", "plugin")


def has_body(each: Reached, bodies: Iterable[str]) -> bool:
    """Return whether a template has one of the bodies."""
    return any(each.definition.get(body) is not None for body in bodies)


def find_executor(template: Mapping[str, Any], spec: Mapping[str, Any]) -> Account | None:
    """Return the account of the executor of a pod, None if it is that of the pod."""
    names = [(each.get("executor") or EMPTY).get("serviceAccountName") for each in (template, spec)]
    return next((Account(str(name)) for name in names if name), None)


def find_pod_account(template: Mapping[str, Any], spec: Mapping[str, Any]) -> Account:
    """Return the account of a pod. Patches take precedence; that of the template is applied last."""
    patched = (_read_patched(part.get("podSpecPatch")) for part in (template, spec))
    named = (part.get("serviceAccountName") for part in (template, spec))
    return Account(str(next(filter(None, (*patched, *named)), DEFAULT_ACCOUNT)))


def find_collector(artifact: Mapping[str, Any], common: Mapping[str, Any]) -> Account:
    """Return the account of the pod that deletes an artifact; `common` is the `artifactGC` of the workflow."""
    named = ((artifact.get("artifactGC") or EMPTY).get("serviceAccountName"), common.get("serviceAccountName"))
    return Account(str(next(filter(None, (*named, _read_patched(common.get("podSpecPatch")))), DEFAULT_ACCOUNT)))


def _read_patched(patch: Any) -> str:
    """Return the account in a patch of a pod, "" without one."""
    try:
        documents = load_embedded(str(patch or ""))
    except EmbeddedYamlError:
        return ""
    found = documents[0].get("serviceAccountName") if documents and isinstance(documents[0], Mapping) else ""
    return found if isinstance(found, str) else ""


def is_account_unknown(patch: Any) -> bool:
    """Return whether a patch of a pod may change the account, to one that is not known."""
    return "serviceAccount" in str(patch or "") and not _read_patched(patch)


def find_agent(spec: Mapping[str, Any]) -> Account:
    """Return the account of the agent, which runs http and plugin templates."""
    return Account(str(spec.get("serviceAccountName") or DEFAULT_ACCOUNT))


def list_accounts(
    reached: Sequence[Reached], spec: Mapping[str, Any], permissions: Sequence[Permission]
) -> dict[Account, None]:
    """Return the accounts with permissions, and those of pods."""
    pods = [find_pod_account(each.definition, spec) for each in reached if has_body(each, PODS)]
    return dict.fromkeys((*(each.account for each in permissions), *pods, *_list_plugins(reached, spec)))


def list_tokens(reached: Sequence[Reached], spec: Mapping[str, Any]) -> dict[Account, None]:
    """Return the accounts of executors with their own account, and those of the agent and of its plugins.

    Argo mounts their tokens from Secrets (docs/service-account-secrets.md), which Kubernetes 1.24 does not create.
    """
    executors = [find_executor(each.definition, spec) for each in reached if has_body(each, PODS)]
    agents = [find_agent(spec) for each in reached if has_body(each, AGENT_BODIES)]
    return dict.fromkeys(each for each in (*executors, *agents, *_list_plugins(reached, spec)) if each is not None)


def _list_plugins(reached: Sequence[Reached], spec: Mapping[str, Any]) -> Iterator[Account]:
    """Yield the accounts of the plugins of the workflow that have a token. Their permissions are not known."""
    if any(has_body(each, AGENT_BODIES) for each in reached):
        for plugin in spec.get("executorPlugins") or ():
            if plugin["spec"]["sidecar"].get("automountServiceAccountToken"):
                yield Account(f"{plugin['metadata']['name']}-executor-plugin")
