"""Permissions: the verbs that an account requires for a resource of the API of Kubernetes."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.records import Record, TupleRecord


class Account(TupleRecord):
    """A ServiceAccount, which is in the namespace of the workflow."""

    name: str


class Resource(TupleRecord):
    """A resource of the API: its group, "" for the core group, and its name in paths, such as `deployments`.

    `is_cluster_scoped` if its objects are in no namespace.
    """

    group: str
    plural: str
    is_cluster_scoped: bool = False


class Permission(Record):
    """What an account may do with a resource, and for which steps.

    `namespace` is "" for that of the workflow. `name` is the name of the object, or "" for all of them. `reason` is one
    line of text.
    """

    account: Account
    resource: Resource
    verbs: tuple[str, ...]
    reason: str
    name: str = ""
    namespace: str = ""


class Requirements(Record):
    """The permissions of a workflow.

    `unknown` are steps whose permissions cannot be derived, with the reason; `of_controller` is what the controller
    requires beyond the roles that its installation creates. Both are lines of text.
    """

    permissions: Sequence[Permission]
    unknown: Sequence[str] = ()
    of_controller: Sequence[str] = ()
