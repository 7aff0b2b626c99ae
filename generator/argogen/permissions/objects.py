"""The objects that grant permissions: a Role and a RoleBinding for each account and namespace, with comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from argogen.permissions.model import Account, Permission, Requirements
from argogen.records import Record, TupleRecord
from argogen.yaml.emitter.commented import dump_commented

_API = "rbac.authorization.k8s.io"
_DEFAULT = "default"


class Subject(TupleRecord):
    """The workflow for which objects are written: its name and its namespace."""

    workflow: str
    namespace: str


class _Grant(Record):
    """The permissions of one account in one namespace; `namespace` is "" for the cluster."""

    account: Account
    namespace: str
    permissions: Sequence[Permission]


def write_objects(required: Requirements, subject: Subject) -> Iterator[str]:
    """Yield the objects as YAML: accounts and the Secrets of their tokens, roles and their bindings."""
    for account in required.accounts:
        if account.name != _DEFAULT:  # which exists in each namespace
            yield _write_account(account, subject)
    for account in required.tokens:
        yield _write_token(account, subject)
    for grant in _group(required.permissions, subject):
        yield _write_role(grant, subject)
        yield _write_binding(grant, subject)


def write_notes(required: Requirements, subject: Subject) -> str:
    """Return the comment at the top: the workflow, and the permissions without an object."""
    lines = [f"Permissions of the workflow '{subject.workflow}'."]
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
        number: [_write_comment(reason) for reason in rule.reasons] for number, rule in enumerate(rules)
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
    """Return a name that no role of another workflow or account has; `:` is in no name of these."""
    is_inside = grant.namespace == subject.namespace
    parts = ("" if is_inside else subject.namespace, subject.workflow)
    account = "" if grant.account.name == subject.workflow else grant.account.name
    return ":".join(part for part in (*parts, account) if part)


def _write_metadata(grant: _Grant, subject: Subject) -> Mapping[str, Any]:
    name = _find_name(grant, subject)
    return {"name": name, "namespace": grant.namespace} if grant.namespace else {"name": name}
