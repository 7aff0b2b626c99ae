"""Find what a run would miss, before anything starts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.diagnostics import Diagnostic
from argogen.executors.pods.objects import CONFIG_MAP, SECRET, Objects
from argogen.runner.execution import SECOND
from argogen.runner.submission import Options, submit
from argogen.running.answers import Answers
from argogen.running.preparation import Prepared
from argogen.running.request import RunRequest
from argogen.running.requirements import Requirements

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
                 requirements: Requirements) -> None:  # fmt: skip
        self._prepared, self._objects, self._request = prepared, objects, request
        self._requirements = requirements
        self._mocked = {template.key for template in answers.mocked}
        self._approved = {template.key for template in answers.approved}
        target = prepared.target
        options = Options(name=_find_name(target.document, target.name))
        self._spec = submit(target.document, target.library, options, SECOND).spec

    def find_problems(self) -> list[Diagnostic]:
        """Return all problems."""
        found = dict.fromkeys(self._find_problems()) or dict.fromkeys(self._requirements.finish())
        return [Diagnostic(_CODE, message, self._prepared.place, hint) for message, hint in found]

    def _find_problems(self) -> Iterator[tuple[str, str]]:
        yield from self._requirements.check_machine()
        yield from self._requirements.check_pod(self._spec)
        graph = self._prepared.target.with_entrypoint(self._request.entrypoint).graph
        for key in graph.templates:
            if key in self._mocked:
                continue
            template = self._find_template(key)
            for message, hint in self._check(template, is_approved=key in self._approved):
                yield f"template '{key[2]}': {message}", hint

    def _find_template(self, key: tuple[str, str, str]) -> Data:
        scope, base, name = key
        library = self._prepared.target.library
        bases = {"namespaced": library.workflow_templates, "cluster": library.cluster_workflow_templates}.get(scope, {})
        if base in bases and name in bases[base].templates:
            return bases[base].templates[name]
        return next((each for each in self._spec.get("templates") or () if each.get("name") == name), {})

    def _check(self, template: Data, *, is_approved: bool) -> Iterator[tuple[str, str]]:
        for body in _BODIES:
            if template.get(body) is not None and not (body == "resource" and self._request.runs_kubectl):
                option = "run kubectl with --kubectl, or " if body == "resource" else ""
                yield f"'{body}' is not run on this machine", f"{option}mock the step: --mock STEP=FILE"
        if template.get("resource") is not None and self._request.runs_kubectl:
            yield from self._check_kubectl(template)
        suspend = template.get("suspend")
        waits = suspend is not None and not (suspend or {}).get("duration")
        if waits and not is_approved and not self._request.is_interactive:
            yield "the step waits for approval", "approve it: --approve STEP or --approve STEP:NAME=VALUE"
        yield from self._check_pod(template)
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
            yield from self._check_environment(container)
        if containers:
            for volume in (*(template.get("volumes") or ()), *(self._spec.get("volumes") or ())):
                yield from self._check_volume(volume)

    def _check_environment(self, container: Data) -> Iterator[tuple[str, str]]:
        for source in container.get("envFrom") or ():
            for field, kind in (("configMapRef", CONFIG_MAP), ("secretRef", SECRET)):
                if source.get(field):
                    yield from self._check_reference(kind, source[field], None)
        for variable in container.get("env") or ():
            source = variable.get("valueFrom") or {}
            for field, kind in (("configMapKeyRef", CONFIG_MAP), ("secretKeyRef", SECRET)):
                if source.get(field):
                    yield from self._check_reference(kind, source[field], source[field].get("key"))

    def _check_reference(self, kind: str, reference: Data, key: str | None) -> Iterator[tuple[str, str]]:
        name = str(reference.get("name") or reference.get("secretName") or "")
        if reference.get("optional") or "{{" in f"{name}{key}":
            return
        values = self._objects.find(kind, name)
        option = (
            f"--secret {name}.{key or 'KEY'}@FILE" if kind == SECRET else f"--config-map {name}.{key or 'KEY'}=VALUE"
        )
        if values is None:
            yield f"{kind} '{name}' does not exist", f"add it with {option}, or a file with --ref"
        elif key is not None and key not in values:
            yield f"{kind} '{name}' has no key '{key}'", f"add it with {option}"

    def _check_volume(self, volume: Data) -> Iterator[tuple[str, str]]:
        name, kinds = volume.get("name"), sorted(set(volume) - {"name"})
        if not _VOLUMES & set(kinds):
            yield f"volume '{name}' ({', '.join(kinds)}) is not supported on this machine", "mock the steps that use it"
        if volume.get("hostPath") and not self._request.allows_host_paths:
            yield f"volume '{name}' is a directory of the host", "allow it with --allow-host-path"
        sources = [volume, *((volume.get("projected") or {}).get("sources") or ())]
        for source in sources:
            for field, kind in (("configMap", CONFIG_MAP), ("secret", SECRET)):
                if source.get(field):
                    yield from self._check_reference(kind, source[field], None)


def _find_name(document: Data, name: str) -> str:
    return str((document.get("metadata") or {}).get("name") or name)


def _list_containers(template: Data) -> Sequence[Data]:
    body = template.get("container") or template.get("script")
    group = (template.get("containerSet") or {}).get("containers") or ()
    others = (*(template.get("initContainers") or ()), *(template.get("sidecars") or ()))
    return [*([body] if body else ()), *group, *others]
