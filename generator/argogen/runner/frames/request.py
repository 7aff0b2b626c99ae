"""Requests to run a template as a node, and their errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from argogen.records import EMPTY
from argogen.runner.model.library import TemplateBase
from argogen.runner.nodes.node import Identity, Node

STEP, TASK, OTHER = "step", "task", ""
FULL = "Max parallelism reached"
"""The message of handlers that limits forbid; Argo reports no other error for it."""
_NOTHING = Identity()


class LaunchError(Exception):
    """A template that cannot be run; the message is that of Argo. `is_timeout` and `is_depth` are special in Argo."""

    def __init__(self, message: str, *, is_timeout: bool = False, is_depth: bool = False) -> None:
        super().__init__(message)
        self.is_timeout, self.is_depth = is_timeout, is_depth

    @property
    def is_limit(self) -> bool:
        """Whether limits are the reason, which Argo only records in the node."""
        return str(self) == FULL


class Owner(Protocol):
    """A frame that has requested nodes."""

    def changed(self, request: Request) -> None:
        """React to another phase of the node."""
        ...

    def failed(self, request: Request, error: LaunchError) -> None:
        """React to an error that occurs later than the request."""
        ...


class Request:
    """A request to run a template: `call` is the step, task or hook with its reference, `base` where it is defined.

    `order` sorts requests as Argo visits them. `node` is the node, once it exists. `deadline` ends the pod
    of an attempt of a retry.
    """

    __slots__ = (
        "arguments", "base", "boundary", "call", "deadline", "depth", "identity", "is_hooked", "is_on_exit", "kind",
        "name", "node", "order", "owner",
    )  # fmt: skip

    def __init__(
        self, name: str, call: Mapping[str, Any], base: TemplateBase, owner: Owner, identity: Identity = _NOTHING
    ) -> None:
        self.name, self.call, self.base, self.owner, self.identity = name, call, base, owner, identity
        self.arguments: Mapping[str, Any] = EMPTY
        self.boundary: Node | None = None
        self.kind = OTHER
        self.deadline: int | None = None
        self.is_on_exit = self.is_hooked = False
        self.depth = 1
        self.order: tuple[int, ...] = ()
        self.node: Node | None = None

    def __lt__(self, other: Request) -> bool:
        return self.order < other.order
