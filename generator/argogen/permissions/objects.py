"""The objects that grant permissions: a Role and a RoleBinding for each account and namespace, with comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from argogen.permissions.model import Account, Permission, Requirements
from argogen.records import Record
from argogen.yaml.emitter.commented import dump_commented

_API = "rbac.authorization.k8s.io"
_DEFAULT = "default"


class Subject(Record):
    """The workflow for which objects are written: its name and its namespace."""

    workflow: str
    namespace: str


class _Grant(Record):
    """The permissions of one account in one namespace; `namespace` is "" for the cluster."""

    account: Account
    namespace: str
    permissions: Sequence[Permission]


def write_objects(required: Requirements, subject: Subject) -> str:
    """Return the objects as YAML: accounts, roles and their bindings."""
    texts = [_write_account(account, subject) for account in _list_accounts(required)]
    for grant in _group(required.permissions, subject):
        texts += [_write_role(grant, subject), _write_binding(grant, subject)]
    return _write_notes(required, subject) + "---\n".join(texts)


def _write_notes(required: Requirements, subject: Subject) -> str:
    lines = [f"Permissions of the workflow '{subject.workflow}'."]
    lines += [f"Not derived: {text}" for text in required.unknown]
    lines += [f"Required by the controller, with its own account: {text}" for text in required.of_controller]
    return "".join(f"# {line}\n" for line in lines)


def _list_accounts(required: Requirements) -> list[Account]:
    """Return the accounts to create: `default` exists in each namespace."""
    found = dict.fromkeys(each.account for each in required.permissions)
    return [account for account in found if account.name != _DEFAULT]


def _write_account(account: Account, subject: Subject) -> str:
    metadata = {"name": account.name, "namespace": subject.namespace}
    return dump_commented({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}, {})


def _group(permissions: Iterable[Permission], subject: Subject) -> list[_Grant]:
    found: dict[tuple[Account, str], list[Permission]] = {}
    for each in permissions:
        namespace = "" if each.resource.is_cluster_scoped else each.namespace or subject.namespace
        found.setdefault((each.account, namespace), []).append(each)
    return [_Grant(account, namespace, members) for (account, namespace), members in found.items()]


def _write_role(grant: _Grant, subject: Subject) -> str:
    rules = _list_rules(grant.permissions)
    document = {
        "apiVersion": f"{_API}/v1",
        "kind": _find_kind(grant),
        "metadata": _write_metadata(grant, subject),
        "rules": [rule.write() for rule in rules],
    }
    comments: dict[str | int, Sequence[str]] = {
        number: [f"# {reason}" for reason in rule.reasons] for number, rule in enumerate(rules)
    }
    return dump_commented(document, {id(document["rules"]): comments})


class _Rule(Record):
    """A rule of a role: verbs for objects of a resource, with the reasons. Without names, it is for all objects."""

    group: str
    plural: str
    names: Sequence[str]
    verbs: Sequence[str]
    reasons: Sequence[str]

    def write(self) -> dict[str, Any]:
        """Return the rule as data."""
        names = {"resourceNames": list(self.names)} if self.names else {}
        return {"apiGroups": [self.group], "resources": [self.plural], **names, "verbs": list(self.verbs)}


def _list_rules(permissions: Sequence[Permission]) -> list[_Rule]:
    """Return a rule for all objects of each resource, and one for each object that is named."""
    found: dict[tuple[str, str, str], list[Permission]] = {}
    for each in permissions:
        found.setdefault((each.resource.group, each.resource.plural, each.name), []).append(each)
    return [
        _Rule(
            group,
            plural,
            (name,) if name else (),
            tuple(dict.fromkeys(verb for each in members for verb in each.verbs)),
            tuple(dict.fromkeys(each.reason for each in members)),
        )
        for (group, plural, name), members in found.items()
    ]


def _write_binding(grant: _Grant, subject: Subject) -> str:
    name, kind = _find_name(grant, subject), _find_kind(grant)
    account = {"kind": "ServiceAccount", "name": grant.account.name, "namespace": subject.namespace}
    return dump_commented(
        {
            "apiVersion": f"{_API}/v1",
            "kind": f"{kind}Binding",
            "metadata": _write_metadata(grant, subject),
            "roleRef": {"apiGroup": _API, "kind": kind, "name": name},
            "subjects": [account],
        },
        {},
    )


def _find_kind(grant: _Grant) -> str:
    return "Role" if grant.namespace else "ClusterRole"


def _find_name(grant: _Grant, subject: Subject) -> str:
    account = grant.account.name
    return subject.workflow if account in (_DEFAULT, subject.workflow) else f"{subject.workflow}-{account}"


def _write_metadata(grant: _Grant, subject: Subject) -> Mapping[str, Any]:
    name = _find_name(grant, subject)
    return {"name": name, "namespace": grant.namespace} if grant.namespace else {"name": name}
