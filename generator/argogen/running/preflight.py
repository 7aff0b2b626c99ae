"""Find what a run would miss, before anything starts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from argogen.diagnostics import Diagnostic
from argogen.executors.pods.objects import Objects
from argogen.runner.execution import SECOND
from argogen.runner.schedule import check
from argogen.runner.submission import Options, submit
from argogen.runner.variables.scope import list_parameters
from argogen.running.answers import Answers
from argogen.running.calls import Calls
from argogen.running.inputs.places import Places
from argogen.running.inputs.references import References
from argogen.running.preparation import Prepared, report_refusal
from argogen.running.request import RunRequest
from argogen.running.requirements import Requirements
from argogen.running.unisolated.overlaps import list_paths
from argogen.testing.structure.graph import Key

_CODE = "unmet-requirement"
_VOLUMES = frozenset(
    ("emptyDir", "persistentVolumeClaim", "configMap", "secret", "downwardAPI", "projected", "hostPath")
)
_REMOTE = ("http", "git", "hdfs", "artifactory")
_BODIES = ("resource", "plugin")
Data = Mapping[str, Any]


class Preflight:
    """The checks of one run: each problem is reported once, with the template in which it is."""

    def __init__(self, prepared: Prepared, objects: Objects, request: RunRequest, answers: Answers,
                 requirements: Requirements, succeeded: Set[str] = frozenset()) -> None:  # fmt: skip
        """Prepare the checks; `succeeded` are the names of steps that an earlier run has succeeded in."""
        self._succeeded = succeeded
        self._prepared, self._request, self._requirements = prepared, request, requirements
        self._references = References(objects)
        self._approved = {template.key for template in answers.approved}
        target = prepared.target
        options = Options(name=_find_name(target.document, target.name))
        self._spec = submit(target.document, target.library, options, SECOND).spec
        graph = target.with_entrypoint(request.entrypoint).graph
        self._calls = Calls(graph, self._spec, target.library, {template.key for template in answers.mocked})

    def find_problems(self) -> list[Diagnostic]:
        """Return all problems."""
        request, target = self._request, self._prepared.target
        places = Places(request.projects.session.host, self._prepared.files)
        graph = self._calls.graph
        options = target.make_options(self._prepared.parameters, request.entrypoint)
        refusal = check(target.document, target.library, options)
        found = [report_refusal(refusal, places)] if refusal else []
        for key, message, hint in dict.fromkeys(self._find_problems()):
            place = places.find(message) if key is None else places.find_in_template(key, graph, message)
            shown = message if key is None else f"template '{key[2]}': {message}"
            found.append(Diagnostic(_CODE, shown, place, hint))
        late = () if found else dict.fromkeys(self._requirements.finish())
        return found or [Diagnostic(_CODE, message, places.find(message), hint) for message, hint in late]

    def list_paths(self) -> Sequence[str]:
        """Return the paths of this machine that steps use if they have no separate file system."""
        found = list_paths(self._calls).values()
        return [each.path for paths in found for each in paths if each.path]

    def _find_problems(self) -> Iterator[tuple[Key | None, str, str]]:
        for message, hint in self._check_workflow():
            yield None, message, hint
        for key, template in self._calls.reachable.items():
            for message, hint in self._check(key, template):
                yield key, message, hint
        yield from self._requirements.check_calls(self._calls)

    def _check_workflow(self) -> Iterator[tuple[str, str]]:
        yield from self._requirements.check_machine()
        yield from self._requirements.check_pod(self._spec)
        yield from self._references.check_parameters(self._spec.get("arguments"), self._prepared.parameters)
        yield from self._references.check_fields(self._spec)

    def _check(self, key: Key, template: Data) -> Iterator[tuple[str, str]]:
        names = [call.name for call in self._calls.graph.calls if call.target == key] or [key[2]]
        if not set(names) <= self._succeeded:
            yield from self._check_body(key, template, names)
        yield from self._references.check_fields(template)
        yield from self._check_pod(template)

    def _check_body(self, key: Key, template: Data, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what prevents that the steps with a template run, or asks for an answer."""
        for body in _BODIES:
            if template.get(body) is not None and not (body == "resource" and self._request.runs_kubectl):
                option = "run kubectl with --kubectl, or " if body == "resource" else ""
                yield f"'{body}' is not run on this machine", f"{option}mock the step: --mock STEP=FILE"
        if template.get("resource") is not None and self._request.runs_kubectl:
            yield from self._check_kubectl(template)
        suspend = template.get("suspend")
        is_asked = suspend is not None and not suspend.get("duration") and not self._request.is_interactive
        if is_asked and key not in self._approved:
            yield "the step waits for approval in 'suspend'", f"approve it: {_write_approval(names, template)}"
        for artifact in (template.get("inputs") or {}).get("artifacts") or ():
            kind = next((kind for kind in _REMOTE if artifact.get(kind)), None)
            if kind is not None and not artifact.get("optional"):
                yield f"artifact '{artifact.get('name')}' by {kind} is not loaded on this machine", "mock the step"

    def _check_kubectl(self, template: Data) -> Iterator[tuple[str, str]]:
        sources = [each.get("valueFrom") or {} for each in (template.get("outputs") or {}).get("parameters") or ()]
        programs = ("kubectl", *(("jq",) if any(source.get("jqFilter") for source in sources) else ()))
        for program in programs:
            if shutil.which(program, path=self._request.programs) is None:
                yield f"command '{program}' is not installed", "install it, or mock the step: --mock STEP=FILE"

    def _check_pod(self, template: Data) -> Iterator[tuple[str, str]]:
        containers = _list_containers(template)
        yield from self._requirements.check_pod(template)
        for container in containers:
            yield from self._requirements.check_container(container)
            yield from self._references.check_environment(container)
        holders = (*containers, template.get("containerSet") or {})
        mounted = {mount.get("name") for holder in holders for mount in holder.get("volumeMounts") or ()}
        shared = [volume for volume in self._spec.get("volumes") or () if volume.get("name") in mounted]
        for volume in (*(template.get("volumes") or ()), *shared) if containers else ():
            yield from self._check_volume(volume)

    def _check_volume(self, volume: Data) -> Iterator[tuple[str, str]]:
        name, kinds = volume.get("name"), sorted(set(volume) - {"name"})
        if not _VOLUMES & set(kinds):
            yield f"volume '{name}' ({', '.join(kinds)}) is not supported on this machine", "mock the steps that use it"
        if volume.get("hostPath") and not self._request.allows_host_paths:
            yield f"volume '{name}' is a directory of the host", "allow it with --allow-host-path"
        yield from self._references.check_volume(volume)


def _write_approval(names: Sequence[str], template: Data) -> str:
    """Return the options that approve a step, with the outputs that have no default."""
    sources = [(each["name"], each.get("valueFrom") or {}) for each in list_parameters(template.get("outputs"))]
    needed = [name for name, source in sources if source.get("supplied") is not None and "default" not in source]
    return " ".join(f"--approve {names[0]}:{name}=VALUE" for name in needed) or f"--approve {names[0]}"


def _find_name(document: Data, name: str) -> str:
    return str((document.get("metadata") or {}).get("name") or name)


def _list_containers(template: Data) -> Sequence[Data]:
    body = template.get("container") or template.get("script")
    group = (template.get("containerSet") or {}).get("containers") or ()
    others = (*(template.get("initContainers") or ()), *(template.get("sidecars") or ()))
    return [*([body] if body else ()), *group, *others]
