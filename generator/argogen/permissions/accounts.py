"""The accounts of the pods of a workflow (workflowpod.go and agent.go in workflow/controller of Argo)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from argogen.permissions.grants import DEFAULT_ACCOUNT
from argogen.permissions.model import Account, Permission
from argogen.permissions.reach import Reached
from argogen.records import EMPTY
from argogen.runner.frames.templates import PODS

AGENT_BODIES = ("http", "plugin")


def has_body(each: Reached, bodies: Iterable[str]) -> bool:
    """Return whether a template has one of the bodies."""
    return any(each.definition.get(body) is not None for body in bodies)


def find_executor(template: Mapping[str, Any], spec: Mapping[str, Any]) -> Account | None:
    """Return the account of the executor of a pod, None if it is that of the pod."""
    names = [(each.get("executor") or EMPTY).get("serviceAccountName") for each in (template, spec)]
    return next((Account(str(name)) for name in names if name), None)


def find_pod_account(template: Mapping[str, Any], spec: Mapping[str, Any]) -> Account:
    """Return the account of a pod."""
    return Account(str(template.get("serviceAccountName") or spec.get("serviceAccountName") or DEFAULT_ACCOUNT))


def find_agent(spec: Mapping[str, Any]) -> Account:
    """Return the account of the agent, which runs http and plugin templates."""
    return Account(str(spec.get("serviceAccountName") or DEFAULT_ACCOUNT))


def list_accounts(
    reached: Sequence[Reached], spec: Mapping[str, Any], permissions: Sequence[Permission]
) -> dict[Account, None]:
    """Return the accounts with permissions, and those of pods."""
    pods = [find_pod_account(each.definition, spec) for each in reached if has_body(each, PODS)]
    return dict.fromkeys((*(each.account for each in permissions), *pods))


def list_tokens(reached: Sequence[Reached], spec: Mapping[str, Any]) -> dict[Account, None]:
    """Return the accounts of executors with their own account, and that of the agent.

    Argo mounts their tokens from Secrets (docs/service-account-secrets.md), which Kubernetes 1.24 does not create.
    """
    executors = [find_executor(each.definition, spec) for each in reached if has_body(each, PODS)]
    agents = [find_agent(spec) for each in reached if has_body(each, AGENT_BODIES)]
    return dict.fromkeys(each for each in (*executors, *agents) if each is not None)
