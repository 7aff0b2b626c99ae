"""The roles that grant permissions: one for each account and namespace, with a rule for each resource and object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from argogen.permissions.model import Account, Permission
from argogen.records import Record, TupleRecord

DEFAULT_ACCOUNT = "default"
"""The account that exists in each namespace."""


class Subject(TupleRecord):
    """The workflow for which roles are written: its name and its namespace."""

    workflow: str
    namespace: str


class Grant(Record):
    """The permissions of one account in one namespace, "" for the cluster, and the name of their role."""

    account: Account
    namespace: str
    name: str
    permissions: Sequence[Permission]


class Rule(Record):
    """A rule of a role: verbs for objects of a resource, with the reasons. Without names, it is for all objects."""

    group: str
    plural: str
    names: Sequence[str]
    verbs: Sequence[str]
    reasons: Sequence[str]


def list_grants(permissions: Iterable[Permission], subject: Subject) -> list[Grant]:
    """Return the roles of a workflow."""
    found: dict[tuple[Account, str], list[Permission]] = {}
    for each in permissions:
        namespace = "" if each.resource.is_cluster_scoped else each.namespace or subject.namespace
        found.setdefault((each.account, namespace), []).append(each)
    accounts = {account.name for account, _ in found}
    return [
        Grant(account, namespace, _name_role(_find_suffix(account, subject, accounts), namespace, subject), members)
        for (account, namespace), members in found.items()
    ]


def _find_suffix(account: Account, subject: Subject, accounts: set[str]) -> str:
    """Return what distinguishes the roles of an account: "" for the one of the workflow, or else the default one."""
    main = subject.workflow if subject.workflow in accounts else DEFAULT_ACCOUNT
    return "" if account.name == main else f":{account.name}"


def _name_role(suffix: str, namespace: str, subject: Subject) -> str:
    """Return the name of a role, which no role of another workflow has: its parts contain no `:`.

    Elsewhere than in its namespace, workflows of other namespaces may have its name.
    """
    prefix = "" if namespace == subject.namespace else f"{subject.namespace}:"
    return f"{prefix}{subject.workflow}{suffix}"


def list_rules(permissions: Iterable[Permission]) -> list[Rule]:
    """Return a rule for all objects of each resource, and one for each object that is named."""
    found: dict[tuple[str, str, str], list[Permission]] = {}
    for each in permissions:
        found.setdefault((each.resource.group, each.resource.plural, each.name), []).append(each)
    return [
        Rule(
            group,
            plural,
            (name,) if name else (),
            tuple(dict.fromkeys(verb for each in members for verb in each.verbs)),
            tuple(dict.fromkeys(each.reason for each in members)),
        )
        for (group, plural, name), members in found.items()
    ]
