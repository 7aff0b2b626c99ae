"""Permissions: the verbs that an account requires for a resource of the API of Kubernetes."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.records import Record, TupleRecord


class Account(TupleRecord):
    """A ServiceAccount, which is in the namespace of the workflow."""

    name: str

    @property
    def is_known(self) -> bool:
        """Whether the name is known before the workflow runs."""
        return "{{" not in self.name


class Resource(TupleRecord):
    """A resource of the API: its group, "" for the core group, and its name in paths, such as `deployments`.

    `is_cluster_scoped` if its objects are in no namespace, or those of all namespaces are meant. `is_assumed` if its
    kind is not known, so that its plural and its scope are those of most kinds.
    """

    group: str
    plural: str
    is_cluster_scoped: bool = False
    is_assumed: bool = False


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
    """The permissions of a workflow, and the accounts of its pods, which must exist also without permissions.

    `tokens` are the accounts whose token Argo mounts from a Secret. `unknown` are steps whose permissions cannot be
    derived, with the reason; `of_controller` is what the controller requires beyond the roles that its installation
    creates. Both are strings.
    """

    permissions: Sequence[Permission]
    accounts: Sequence[Account] = ()
    tokens: Sequence[Account] = ()
    unknown: Sequence[str] = ()
    of_controller: Sequence[str] = ()


def join(requirements: Sequence[Requirements]) -> Requirements:
    """Return the requirements of several workflows together."""
    fields = Requirements._fields
    return Requirements(*([each for part in requirements for each in getattr(part, field)] for field in fields))
