"""Run kubectl for a resource template as the executor of Argo does: action, conditions, outputs."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.executors.local.control import Control, StoppedError
from argogen.executors.local.settings import Settings
from argogen.executors.pods.secrets import mask
from argogen.executors.resources.selection import Requirement, read_requirements
from argogen.executors.resources.transient import BACKOFF, may_pass
from argogen.executors.storage.archives import ArchiveError
from argogen.executors.storage.store import StoreError
from argogen.runner.execution import PAST_DEADLINE, Job, Outcome
from argogen.runner.variables.scope import list_artifacts, list_parameters
from argogen.yaml.embedded import EmbeddedYamlError, load_embedded

_INTERVAL = 5.0  # seconds between two looks at the object, as in Argo
_TICK = 0.1
_CODE = "64"
_NO_MANIFEST = "Must provide at least one of flags or manifest."
_NO_NAME = "Kind and name are both required but at least one of them is missing from the manifest"


class _ResourceError(Exception):
    """A resource template that fails; the message is that of Argo."""


class _Object(NamedTuple):
    """The object of a resource template: `kind.group/name`, and its namespace."""

    name: str
    namespace: str

    @property
    def arguments(self) -> list[str]:
        """The arguments of kubectl that select it."""
        return [self.name, *(["-n", self.namespace] if self.namespace else [])]


class ResourceRun:
    """One run of a resource template; `started` is called before kubectl is."""

    def __init__(self, job: Job, settings: Settings, control: Control, started: Callable[[], None]) -> None:
        self._job, self._settings, self._control, self._started = job, settings, control, started
        self._resource: Mapping[str, Any] = job.template["resource"]
        self._folder = settings.folder / "pods" / job.node_id
        self._log = settings.folder / "logs" / job.node_id / "main.log"

    def run(self) -> Outcome:
        """Run kubectl, and wait for the conditions."""
        for folder in (self._folder, self._log.parent):
            folder.mkdir(parents=True, exist_ok=True)
        self._started()
        try:
            found = self._act()
            if found is not None:
                self._wait_for(found)
            return Outcome(parameters=self._read_outputs(found), exit_code="0")
        except StoppedError:
            return Outcome("Failed", PAST_DEADLINE if self._control.is_late else "stopped")
        except (_ResourceError, StoreError, ArchiveError, OSError) as error:
            self._write(f"Error: {error}\n")
            return Outcome("Error", f"main: Error (exit code {_CODE}): {error}", _CODE)

    def _act(self) -> _Object | None:
        """Run the action, and return the object; None after a deletion. Raises _ResourceError."""
        output = self._call_again(self._list_arguments())
        action = str(self._resource.get("action") or "")
        if action == "delete" or (action == "get" and not output):
            return None
        try:
            data = json.loads(output)
        except ValueError as error:
            raise _ResourceError(f"kubectl printed no JSON: {error}") from None
        metadata = data.get("metadata") or {}
        group, kind, name = _find_group(data), str(data.get("kind") or ""), str(metadata.get("name") or "")
        if not kind or not name:
            raise _ResourceError(_NO_NAME)
        return _Object(f"{kind}.{group}/{name}" if group else f"{kind}/{name}", str(metadata.get("namespace") or ""))

    def _list_arguments(self) -> list[str]:
        action = str(self._resource.get("action") or "")
        flags = [str(flag) for flag in self._resource.get("flags") or ()]
        manifest = self._write_manifest()
        if manifest is None and not flags:
            raise _ResourceError(_NO_MANIFEST)
        arguments, uses_file = [action], manifest is not None
        if action == "delete":
            arguments.append("--ignore-not-found")
        if action == "patch" and manifest is not None:
            strategy = str(self._resource.get("mergeStrategy") or "strategic")
            arguments += ["--type", strategy, "--patch-file", str(manifest)]
            uses_file = strategy != "json" and not (flags and not _has_kind(manifest))
        files = ["-f", str(manifest)] if uses_file else []
        return [*arguments, *flags, *files, "-o", "name" if action == "delete" else "json"]

    def _write_manifest(self) -> Path | None:
        path = self._folder / "manifest.yaml"
        source = (self._resource.get("manifestFrom") or {}).get("artifact") or {}
        if source.get("name"):
            for artifact in list_artifacts(self._job.template.get("inputs")):
                if artifact["name"] == source["name"]:
                    self._settings.store.load(artifact, path)
        elif self._resource.get("manifest"):
            path.write_text(str(self._resource["manifest"]), "utf-8")
        return path if path.is_file() and path.stat().st_size else None

    def _wait_for(self, found: _Object) -> None:
        """Wait until a condition holds. Raises _ResourceError if the condition for a failure does."""
        failures = self._read_condition("failureCondition", "fail")
        successes = self._read_condition("successCondition", "success")
        while failures or successes:
            data = self._look(found)
            for requirement in failures if data is not None else ():
                if requirement.matches(data):
                    raise _ResourceError(f"failure condition '{requirement}' evaluated true")
            if data is not None and all(requirement.matches(data) for requirement in successes):
                return
            self._control.pause(_INTERVAL)

    def _look(self, found: _Object) -> Any:
        """Return the object, None if the error may pass until the next look. Raises _ResourceError."""
        try:
            return json.loads(self._call(["get", *found.arguments, "-o", "json"]))
        except ValueError as error:
            raise _ResourceError(f"kubectl printed no JSON: {error}") from None
        except _ResourceError as error:
            if not may_pass(str(error), self._settings.transient_errors):
                raise
            return None

    def _read_condition(self, field: str, kind: str) -> Sequence[Requirement]:
        text = str(self._resource.get(field) or "")
        try:
            return read_requirements(text) if text else ()
        except ExpressionSyntaxError as error:
            raise _ResourceError(f"{kind} condition '{text}' failed to parse: {error.message}") from None

    def _read_outputs(self, found: _Object | None) -> dict[str, str]:
        values = {}
        for parameter in list_parameters(self._job.template.get("outputs")):
            source = parameter.get("valueFrom")
            if source:
                value = str(source.get("default", "")) if found is None else self._read_output(found, source)
                if value is not None:
                    values[parameter["name"]] = value
        return values

    def _read_output(self, found: _Object, source: Mapping[str, Any]) -> str | None:
        """Return a field of the object, None if the output has another source. Raises _ResourceError."""
        try:
            if source.get("jsonPath"):
                return self._call(["get", *found.arguments, "-o", f"jsonpath={source['jsonPath']}"])
            if source.get("jqFilter"):
                text = self._call(["get", *found.arguments, "-o", "json"])
                return self._start(["jq", "-rc", str(source["jqFilter"])], text).removesuffix("\n")
        except _ResourceError:
            if "default" not in source:
                raise
            return str(source["default"])
        return None

    def _call_again(self, arguments: Sequence[str]) -> str:
        """Run kubectl, several times if its error may pass. Raises _ResourceError and StoppedError."""
        waits = iter(BACKOFF)
        while True:
            try:
                return self._call(arguments)
            except _ResourceError as error:
                seconds = next(waits, None) if may_pass(str(error), self._settings.transient_errors) else None
                if seconds is None:
                    raise _ResourceError(f"no more retries {error}") from None  # also without any, as in Argo
                self._control.pause(seconds)

    def _call(self, arguments: Sequence[str]) -> str:
        self._write(f"kubectl {' '.join(arguments)}\n")
        return self._start([self._settings.kubectl, *arguments])

    def _start(self, command: Sequence[str], text: str = "") -> str:
        """Run a program, and return its output. Raises _ResourceError and StoppedError."""
        with subprocess.Popen(  # noqa: S603 - kubectl and jq
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            errors="replace", start_new_session=True,
        ) as process:  # fmt: skip
            try:
                output, errors = self._communicate(process, text)
            except StoppedError:
                process.kill()
                raise
        self._write(errors)
        if process.returncode:
            raise _ResourceError(errors.strip() or f"{command[0]} ended with exit code {process.returncode}")
        return output

    def _communicate(self, process: subprocess.Popen[str], text: str) -> tuple[str, str]:
        given: str | None = text
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.communicate(given, timeout=_TICK)
            given = None
            self._control.pause(0)

    def _write(self, text: str) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(mask(text, self._settings.objects.masked))


def _find_group(data: Mapping[str, Any]) -> str:
    group, slash, _ = str(data.get("apiVersion") or "").partition("/")
    return group if slash else ""


def _has_kind(manifest: Path) -> bool:
    try:
        documents = load_embedded(manifest.read_text("utf-8", "replace"))
    except EmbeddedYamlError:
        return False
    return any(isinstance(each, Mapping) and each.get("kind") for each in documents)
