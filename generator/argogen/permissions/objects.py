"""The objects that grant permissions, as YAML: ServiceAccounts, roles and their bindings, with comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.permissions.grants import DEFAULT_ACCOUNT, Grant, Rule, Subject, list_grants, list_rules
from argogen.permissions.model import Account, Requirements
from argogen.yaml.emitter.commented import dump_commented

_API = "rbac.authorization.k8s.io"


def write_objects(required: Requirements, subject: Subject) -> Iterator[str]:
    """Yield the objects as YAML: accounts and the Secrets of their tokens, roles and their bindings."""
    for account in required.accounts:
        if account.name != DEFAULT_ACCOUNT:
            yield _write_account(account, subject)
    for account in required.tokens:
        yield _write_token(account, subject)
    for grant in list_grants(required.permissions, subject):
        yield _write_role(grant)
        yield _write_binding(grant, subject)


def write_notes(required: Requirements, subject: Subject, environment: str) -> str:
    """Return the comment at the top: the workflow with its environment, and the permissions without an object."""
    lines = [f"Permissions of the workflow '{subject.workflow}'{f' in {environment}' if environment else ''}."]
    lines += [f"Not derived: {text}" for text in required.unknown]
    lines += [f"Required by the controller, with its own account: {text}" for text in required.of_controller]
    return "".join(f"{_write_comment(line)}\n" for line in lines)


def _write_comment(text: str) -> str:
    """Return a comment of one line: names and flags of a manifest may contain any characters."""
    line = " ".join(text.split())
    return f"# {line if line.isprintable() else line.encode('unicode_escape').decode()}"


def _write_account(account: Account, subject: Subject) -> str:
    metadata = {"name": account.name, "namespace": subject.namespace}
    return dump_commented({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}, {})


def _write_token(account: Account, subject: Subject) -> str:
    """Return the Secret in which Argo looks for the token of an account; Kubernetes fills it."""
    metadata = {
        "name": f"{account.name}.service-account-token",
        "namespace": subject.namespace,
        "annotations": {"kubernetes.io/service-account.name": account.name},
    }
    kind = {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token"}
    reason = _write_comment(f"Argo mounts the token of '{account.name}' from this Secret")
    return dump_commented({**kind, "metadata": metadata}, {}, top=[reason])


def _write_role(grant: Grant) -> str:
    rules = list_rules(grant.permissions)
    document = {
        "apiVersion": f"{_API}/v1",
        "kind": _find_kind(grant),
        "metadata": _write_metadata(grant),
        "rules": [_write_rule(rule) for rule in rules],
    }
    comments: dict[str | int, Sequence[str]] = {
        number: [_write_comment(reason) for reason in rule.reasons] for number, rule in enumerate(rules)
    }
    return dump_commented(document, {id(document["rules"]): comments})


def _write_rule(rule: Rule) -> dict[str, Any]:
    names = {"resourceNames": list(rule.names)} if rule.names else {}
    return {"apiGroups": [rule.group], "resources": [rule.plural], **names, "verbs": list(rule.verbs)}


def _write_binding(grant: Grant, subject: Subject) -> str:
    kind = _find_kind(grant)
    account = {"kind": "ServiceAccount", "name": grant.account.name, "namespace": subject.namespace}
    return dump_commented(
        {
            "apiVersion": f"{_API}/v1",
            "kind": f"{kind}Binding",
            "metadata": _write_metadata(grant),
            "roleRef": {"apiGroup": _API, "kind": kind, "name": grant.name},
            "subjects": [account],
        },
        {},
    )


def _find_kind(grant: Grant) -> str:
    return "Role" if grant.namespace else "ClusterRole"


def _write_metadata(grant: Grant) -> Mapping[str, Any]:
    return {"name": grant.name, "namespace": grant.namespace} if grant.namespace else {"name": grant.name}
