"""Run requests: resolve the template, fill it in, and start its frame, in the order of the controller of Argo."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.argo.notation.durations import read_go_duration
from argogen.argo.notation.error import NotationError
from argogen.runner.controls.locks import LockError
from argogen.runner.controls.memoization import CacheError
from argogen.runner.frames.bodies import BodyFrame
from argogen.runner.frames.controller import Controller
from argogen.runner.frames.dags.dag import DagFrame
from argogen.runner.frames.frame import Frame, create_error_node, create_node, release_locks
from argogen.runner.frames.request import STEP, TASK, LaunchError, Request
from argogen.runner.frames.retries import RetryFrame
from argogen.runner.frames.steps.steps import StepsFrame
from argogen.runner.frames.suspension import SuspendFrame
from argogen.runner.frames.templates import PODS, Resolved
from argogen.runner.model.reading import Data
from argogen.runner.nodes.names import make_pod_name
from argogen.runner.nodes.node import DAG, HTTP, PENDING, PLUGIN, POD, RETRY, STEPS, SUCCEEDED, SUSPEND
from argogen.runner.run import Memoization
from argogen.runner.variables.processing import ProcessingError, describe

MAXIMUM_DEPTH = 100
_TYPE = "workflows.argoproj.io/configmap-type"
_TOO_DEEP = (
    "Maximum recursion depth exceeded. See"
    " https://argo-workflows.readthedocs.io/en/latest/scaling/#maximum-recursion-depth"
)
_FRAMES: Mapping[str, type[Frame]] = {"steps": StepsFrame, "dag": DagFrame, "suspend": SuspendFrame}
_TYPES = {"steps": STEPS, "dag": DAG, "suspend": SUSPEND, "http": HTTP, "plugin": PLUGIN}


class Launcher:
    """Runs requests for a controller."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller

    def launch(self, request: Request) -> None:
        """Run a request, or hold it back until limits and locks permit it. Raises LaunchError."""
        resolved, template = self._prepare(request)
        if not self._controller.limits.admit(request):
            return
        if template.get("synchronization") and not self._acquire(request, resolved, template):
            return
        if template.get("memoize") and self._is_cached(request, resolved, template):
            return
        if template.get("retryStrategy") is not None:
            RetryFrame(self._controller, request, resolved, template, start_attempt).start()
        else:
            self._start(request, resolved, template)

    def _start(self, request: Request, resolved: Resolved, template: Data) -> None:
        frame = _FRAMES.get(resolved.body, BodyFrame)(self._controller, request, resolved, template)
        try:
            frame.start()
        except LaunchError as error:
            if frame.node is not None:
                self._controller.set_phase(frame.node, "Error", str(error))
                release_locks(self._controller, frame.node, template)
            raise

    def _prepare(self, request: Request) -> tuple[Resolved, Data]:
        try:
            if request.depth >= MAXIMUM_DEPTH:
                raise LaunchError(_TOO_DEEP, is_depth=True)
            resolved = self._controller.templates.resolve(request.call, request.base)
            local = self._build_local_variables(request, resolved)
            lasts = resolved.body in ("steps", "dag")
            processor = self._controller.processor
            return resolved, processor.process(resolved.filled, request.arguments, local, is_lasting=lasts)
        except LaunchError as error:
            create_error_node(self._controller, request, str(error))
            raise
        except (ProcessingError, EvaluationError, GoPanicError) as error:
            message = describe(error)
            create_error_node(self._controller, request, message)
            raise LaunchError(message) from None

    def _build_local_variables(self, request: Request, resolved: Resolved) -> dict[str, str]:
        local = {"node.name": request.name}
        if resolved.body in PODS and resolved.filled.get("retryStrategy") is None:
            store = self._controller.store
            local["pod.name"] = make_pod_name(store, request.name, str(resolved.filled.get("name") or ""))
        if request.kind == TASK:
            local["tasks.name"] = str(request.call.get("name") or "")
        else:  # Argo calls the entrypoint and handlers like steps without a name
            local["steps.name"] = str(request.call.get("name") or "") if request.kind == STEP else ""
        return local

    def _acquire(self, request: Request, resolved: Resolved, template: Data) -> bool:
        controller = self._controller
        try:
            lock, message = controller.locks.acquire(
                controller.store.make_id(request.name), template["synchronization"]
            )
        except LockError as error:
            create_error_node(controller, request, str(error))
            raise LaunchError(str(error)) from None
        if lock:
            self._hold_for_lock(request, resolved, template, message)
            return False
        if request.node is not None:
            request.node.waits_for_lock, request.node.message = False, ""
        return True

    def _hold_for_lock(self, request: Request, resolved: Resolved, template: Data, message: str) -> None:
        controller = self._controller
        if request.node is None:
            kind = RETRY if template.get("retryStrategy") is not None else _TYPES.get(resolved.body, POD)
            create_node(controller, request, resolved, template, kind, PENDING, message)
            self._plan_timeout(request, template)
        if request.node is not None:
            request.node.waits_for_lock, request.node.message = True, message
        controller.lock_waiters.append(request)

    def _plan_timeout(self, request: Request, template: Data) -> None:
        try:
            timeout = read_go_duration(str(template.get("timeout") or "")) if template.get("timeout") else None
        except NotationError as error:
            raise LaunchError(f"invalid timeout format. {error}") from None
        if timeout is not None:
            self._controller.at(self._controller.executor.now() + timeout, lambda: self._time_out(request))

    def _time_out(self, request: Request) -> None:
        controller, node = self._controller, request.node
        if node is None or node.phase != PENDING or request not in controller.lock_waiters:
            return
        controller.lock_waiters.remove(request)
        controller.set_phase(node, "Failed", "timeout")
        request.owner.failed(request, LaunchError("timeout", is_timeout=True))

    def _check_cache(self, name: str) -> None:
        config_map = self._controller.library.config_maps.get(name)
        if config_map is not None and config_map.labels.get(_TYPE) != "Cache":
            found = f"label {_TYPE} = Cache" if _TYPE in config_map.labels else f"{_TYPE} label"
            raise CacheError(f"memoization configmap doesn't have {found}, refusing to use it")

    def _is_cached(self, request: Request, resolved: Resolved, template: Data) -> bool:
        """Return whether the outputs of a template are in its cache; the node then ends with them."""
        controller, memoize = self._controller, template["memoize"]
        cache = ((memoize.get("cache") or {}).get("configMap") or {}).get("name") or ""
        key = str(memoize.get("key") or "")
        try:
            self._check_cache(cache)
            entry = controller.memory.load(cache, key)
            maximum = read_go_duration(str(memoize["maxAge"])) if memoize.get("maxAge") else None
        except (CacheError, NotationError) as error:
            message = str(error) if isinstance(error, CacheError) else f"invalid maxAge: {error}"
            create_error_node(controller, request, message)
            raise LaunchError(message) from None
        now = controller.executor.now()
        if entry is None or (maximum is not None and now - entry.created_at > maximum):
            return False
        if request.node is None:
            kind = RETRY if template.get("retryStrategy") is not None else _TYPES.get(resolved.body, POD)
            create_node(controller, request, resolved, template, kind, PENDING)
        node = request.node
        assert node is not None
        node.memoization, node.outputs = Memoization(True, key, cache), entry.outputs
        controller.set_phase(node, SUCCEEDED)
        release_locks(controller, node, template)
        controller.notify(request)
        return True


def start_attempt(controller: Controller, request: Request, resolved: Resolved, template: Data) -> None:
    """Start an attempt of a template with a retry strategy. Raises LaunchError."""
    _FRAMES.get(resolved.body, BodyFrame)(controller, request, resolved, template).start()
