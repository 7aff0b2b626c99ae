"""The base of frames: a template that runs as a node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.runner.frames.controller import Controller
from argogen.runner.frames.request import LaunchError, Request
from argogen.runner.frames.templates import Resolved
from argogen.runner.model.reading import Data
from argogen.runner.nodes.node import PENDING, Identity, Node, Outputs
from argogen.runner.run import Memoization

_DEEP = 16
STEP_DEADLINE = "Step exceeded its deadline"
"""The message of a node that the deadline of the workflow ends."""
STOPPED = "Stopped with strategy 'Stop'"
"""The message of a node that ends because the workflow is stopped."""


class Frame:
    """A running template: the request, the template with its tags replaced, and the node."""

    def __init__(self, controller: Controller, request: Request, resolved: Resolved, template: Data) -> None:
        self.controller, self.request, self.resolved, self.template = controller, request, resolved, template
        self.node = request.node
        self.is_over = False

    @property
    def own_node(self) -> Node:
        """The node, which exists once the frame has started."""
        assert self.node is not None
        return self.node

    def start(self) -> None:
        """Start to run the template. Raises LaunchError."""
        raise NotImplementedError

    def create_node(self, kind: str, phase: str) -> Node:
        """Create the node, unless it waited for a lock or for the cache and exists already."""
        if self.node is None:
            self.node = create_node(self.controller, self.request, self.resolved, self.template, kind, phase)
        elif self.node.phase == PENDING and phase != PENDING:
            self.controller.set_phase(self.node, phase)
        return self.node

    def begin(self, start: Callable[[], None]) -> None:
        """Start the steps or tasks: at once as Argo does, but in deep recursions without the stack of Python."""
        if self.request.depth % _DEEP:
            start()
        else:
            self.controller.react(start)

    def finish(self, phase: str, message: str | None = None) -> None:
        """End the node and report it."""
        if self.is_over:
            return
        self.is_over = True
        self.controller.set_phase(self.own_node, phase, message)
        self.release()
        self.controller.notify(self.request)
        self.controller.reassess(self.own_node.boundary)

    def raise_later(self, message: str) -> None:
        """End the node as an error that Argo reports to the template around it."""
        if self.is_over:
            return
        self.is_over = True
        self.controller.set_phase(self.own_node, "Error", message)
        self.release()
        error = LaunchError(message)
        self.controller.react_first(lambda: self.request.owner.failed(self.request, error))

    def is_too_late(self) -> bool:
        """Return whether the deadline of the workflow has passed, after which only exit handlers start."""
        deadline = self.controller.deadline
        return deadline is not None and self.controller.executor.now() > deadline and not self.request.is_on_exit

    @property
    def late_message(self) -> str:
        """The message of a node that is too late."""
        return STOPPED if self.controller.is_stopping else STEP_DEADLINE

    def release(self) -> None:
        """Release the locks of the node."""
        release_locks(self.controller, self.own_node, self.template)

    def save_to_cache(self, outputs: Outputs | None) -> None:
        """Store the outputs of a memoized template that succeeded."""
        node = self.own_node
        if node.memoization is not None and not node.memoization.hit:
            memoization = node.memoization
            now = node.finished_at or self.controller.executor.now()
            self.controller.memory.save(memoization.cache, memoization.key, outputs, now)


def release_locks(controller: Controller, node: Node, template: Mapping[str, Any]) -> None:
    """Release the locks of a node, and let those that wait for them try again."""
    if controller.locks.release(node.id, template.get("synchronization")):
        controller.react(controller.wake_lock_waiters)


def create_node(
    controller: Controller, request: Request, resolved: Resolved | None, template: Mapping[str, Any], kind: str,
    phase: str, message: str = "",
) -> Node:  # fmt: skip
    """Create the node of a request."""
    node = controller.store.create(request.name, kind, request.boundary, phase, message)
    describe_node(node, request, resolved)
    node.inputs = (template.get("inputs") or {}).get("parameters") or ()
    memoize = template.get("memoize")
    if memoize:
        cache = ((memoize.get("cache") or {}).get("configMap") or {}).get("name") or ""
        node.memoization = Memoization(False, str(memoize.get("key") or ""), cache)
    request.node = node
    return node


def describe_node(node: Node, request: Request, resolved: Resolved | None) -> None:
    """Record where the template of a node is defined, and which part of the manifest it belongs to."""
    node.template_name = request.call.get("template") or ""
    node.template_ref = request.call.get("templateRef")
    node.template_scope = resolved.scope if resolved else f"{request.base.scope}/{request.base.name}"
    node.is_hooked, node.is_on_exit = request.is_hooked, request.is_on_exit
    node.identity = request.identity


def create_error_node(controller: Controller, request: Request, message: str) -> None:
    """Record that a template cannot be run: its node is an Error, of the type Skipped if it is new."""
    if request.node is not None:
        controller.set_phase(request.node, "Error", message)
        return
    node = controller.store.create(request.name, "Skipped", request.boundary, "Error", message)
    describe_node(node, request, None)
    request.node = node


def identify(name: str, **parts: Any) -> Identity:
    """Return the identity of a step or task."""
    return Identity(name, **parts)
