"""The checks of a workflow and its templates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.tags.replacement import LENIENT, replace_in_text
from argogen.runner.frames.request import LaunchError
from argogen.runner.frames.templates import BODIES, PODS, Resolved, Templates
from argogen.runner.model.library import TemplateBase
from argogen.runner.model.reading import Data
from argogen.runner.submission import Submission
from argogen.runner.validation.arguments import LEAVES, check_arguments, check_inputs, check_outputs, check_supplied
from argogen.runner.validation.calls import check_steps, check_tasks
from argogen.runner.validation.leaves import check_leaf, check_timeout
from argogen.runner.validation.names import ANY_OUTPUT, RefusedError, check_names, check_tags, has_tag
from argogen.runner.variables.scope import list_artifacts, list_parameters

_LONGEST = 63
_POLICIES = ("Always", "OnError", "OnFailure", "OnTransientError", None, "")
_NAMES = ("name", "namespace", "mainEntrypoint", "serviceAccountName", "uid", "status", "annotations",
          "annotations.json", "labels", "labels.json")  # fmt: skip
_CHOICES = "choose one of: container, containerSet, steps, script, resource, dag, suspend, template, template ref"


def find_refusal(submission: Submission, templates: Templates) -> str:
    """Return the reason why Argo refuses a workflow, "" if it accepts it."""
    try:
        Validator(submission, templates).check()
    except RefusedError as error:
        return str(error)
    return ""


class Validator:
    """Checks a workflow. `global_names` are the variables of the workflow."""

    def __init__(self, submission: Submission, templates: Templates) -> None:
        self._submission, self._templates = submission, templates
        self._spec = submission.spec
        self._checked: set[tuple[str, str, str]] = set()
        self.global_names = {f"workflow.{name}" for name in _NAMES} | self._list_names()

    def _list_names(self) -> set[str]:
        spec, names = self._spec, set[str]()
        parameters = list_parameters(spec.get("arguments"))
        if parameters:
            names |= {"workflow.parameters", "workflow.parameters.json"}
        names |= {f"workflow.parameters.{parameter.get('name')}" for parameter in parameters}
        own = spec.get("workflowMetadata") or {}
        for kind, given in (("annotations", self._submission.annotations), ("labels", self._submission.labels)):
            sources = (given, own.get(kind) or {}, own.get("labelsFrom") or {} if kind == "labels" else {})
            names |= {f"workflow.{kind}.{name}" for source in sources for name in source}
        if spec.get("priority") is not None:
            names.add("workflow.priority")
        return names

    def check(self) -> None:
        """Check the workflow. Raises RefusedError."""
        name, root = self._submission.name, self._templates.root
        if len(name) > _LONGEST:
            raise RefusedError(
                f'workflow name "{name}" must not be more than 63 characters long (currently {len(name)})'
            )
        check_names(self._spec.get("templates") or (), "spec.templates")
        check_arguments(self._spec.get("arguments"), "spec.arguments.")
        entrypoint = self._spec.get("entrypoint")
        if not entrypoint:
            raise RefusedError("spec.entrypoint is required")
        self.check_call({"template": entrypoint}, root, self._spec.get("arguments") or {})
        if self._spec.get("onExit"):
            self.global_names.add("workflow.failures")
            self.check_call({"template": self._spec["onExit"]}, root, self._spec.get("arguments") or {})
        check_hooks(self._spec.get("hooks"), "hooks")
        for template in root.templates:
            try:
                self.check_call({"template": template}, root, None)
            except RefusedError as error:
                raise RefusedError(f"templates.{template} {error}") from None

    def check_call(
        self, call: Mapping[str, Any], base: TemplateBase, arguments: Mapping[str, Any] | None,
        outer: Collection[str] = (),
    ) -> Resolved | None:  # fmt: skip
        """Check the template of a step, task or hook; without arguments, all inputs count as supplied.

        `outer` are the inputs of the template around an inline one. Return None for a template whose reference has
        tags. Raises RefusedError.
        """
        call = self._replace_name(call)
        reference, name = call.get("templateRef"), call.get("template")
        if reference:
            if name:
                raise RefusedError("template name cannot be specified with templateRef.")
            if not reference.get("name"):
                raise RefusedError("resource name is required")
            if not reference.get("template"):
                raise RefusedError("template name is required")
            if "{{" in str(reference):
                return None
        elif name and call.get("inline") is None and name not in base.templates:
            raise RefusedError(f"template name '{name}' undefined")
        resolved = self._resolve(call, base, reference)
        policy = (resolved.written.get("retryStrategy") or {}).get("retryPolicy")
        if policy not in _POLICIES:
            raise RefusedError(f"{policy} is not a valid RetryPolicy")
        self._check_template(resolved, arguments, outer)
        return resolved

    def _replace_name(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a call whose template is named by parameters of the workflow with the name of the template."""
        name = call.get("template") or ""
        if "{{" not in name:
            return call
        parameters = list_parameters(self._spec.get("arguments"))
        values = {f"workflow.parameters.{each['name']}": each["value"] for each in parameters if "value" in each}
        try:
            return {**call, "template": replace_in_text(name, values, LENIENT)}
        except EvaluationError as error:
            raise RefusedError(error.message) from None

    def _resolve(self, call: Mapping[str, Any], base: TemplateBase, reference: Mapping[str, Any] | None) -> Resolved:
        try:
            return self._templates.resolve(call, base)
        except LaunchError as error:
            if reference and "not found" in str(error):
                raise RefusedError(
                    f"template reference {reference['name']}.{reference['template']} not found"
                ) from None
            raise RefusedError(str(error)) from None

    def _check_template(self, resolved: Resolved, arguments: Mapping[str, Any] | None, outer: Collection[str]) -> None:
        template, body = resolved.written, resolved.body
        name = str(template.get("name") or "")
        if sum(template.get(kind) is not None for kind in BODIES) > 1:
            raise RefusedError(f"templates.{name} multiple template types specified. {_CHOICES}")
        scope = check_inputs(template, body).union(outer)
        if any(not container.get("name") for container in template.get("initContainers") or ()):
            raise RefusedError("initContainers must all have container name")
        if arguments is not None:
            check_supplied(template, arguments)
        kind = {"dag": "DAG", "steps": "Steps", "suspend": "Suspend"}.get(body, body)
        check_timeout(template, is_leaf=body in LEAVES, kind=kind)
        key = (resolved.base.scope, resolved.base.name, name)
        if key in self._checked:
            return
        self._checked.add(key)
        self._check_body(resolved, template, body, scope)
        self._check_outputs(template, body, scope)

    def _check_body(self, resolved: Resolved, template: Data, body: str, scope: set[str]) -> None:
        name = template.get("name") or ""
        if body in PODS:
            scope.add("pod.name")
        if body in LEAVES:
            outputs = template.get("outputs")
            scope |= {f"outputs.artifacts.{each['name']}.path" for each in list_artifacts(outputs) if "path" in each}
        if body in ("steps", "dag") and template.get("activeDeadlineSeconds") is not None:
            raise RefusedError(f"templates.{name}.activeDeadlineSeconds is only valid for leaf templates")
        if body == "steps":
            check_steps(self, template, resolved.base, scope)
        elif body == "dag":
            check_tasks(self, template, resolved.base, scope)
        else:
            check_tags(template, scope, self.global_names, f"templates.{name}: ")
            check_leaf(template, resolved.base)

    def _check_outputs(self, template: Data, body: str, scope: set[str]) -> None:
        name, outputs = template.get("name") or "", template.get("outputs") or {}
        check_names(list_parameters(outputs), f"templates.{name}.outputs.parameters ", are_ports=True)
        check_names(list_artifacts(outputs), f"templates.{name}.outputs.artifacts ", are_ports=True)
        check_tags(outputs, scope, self.global_names, f"templates.{name}.outputs ")
        check_outputs(template, body)

    def add_outputs(
        self, resolved: Resolved | None, prefix: str, scope: set[str], *, aggregates: bool, is_ancestor: bool = False
    ) -> None:
        """Add the variables of a step or task to a scope."""
        scope |= {f"{prefix}.{name}" for name in ("id", "startedAt", "finishedAt", "hostNodeName")}
        if resolved is None:
            return
        template, body = resolved.written, resolved.body
        if template.get("daemon"):
            scope.add(f"{prefix}.ip")
        has_result = body in ("container", "script", "data", "http", "plugin") or has_main_container(template)
        if has_result or (aggregates and body == "containerSet"):
            scope |= {f"{prefix}.outputs.result", f"{prefix}.exitCode"}
        if aggregates:
            scope.add(f"{prefix}.outputs.parameters")
        self._add_ports(template, prefix, scope)
        if is_ancestor:
            scope.add(f"{prefix}.status")

    def _add_ports(self, template: Data, prefix: str, scope: set[str]) -> None:
        for kind in ("parameters", "artifacts"):
            for port in (template.get("outputs") or {}).get(kind) or ():
                scope.add(f"{prefix}.outputs.{kind}.{port['name']}")
                self._add_global(port.get("globalName") or "", kind, scope)

    def _add_global(self, name: str, kind: str, scope: set[str]) -> None:
        if name and has_tag(name):
            scope.add(ANY_OUTPUT[f"workflow.outputs.{kind}."])
        elif name:
            self.global_names.add(f"workflow.outputs.{kind}.{name}")


def has_main_container(template: Mapping[str, Any]) -> bool:
    """Return whether a template is a container set with the container `main`."""
    containers = (template.get("containerSet") or {}).get("containers") or ()
    return any(container.get("name") == "main" for container in containers)


def check_hooks(hooks: Mapping[str, Any] | None, prefix: str) -> None:
    """Check that hooks have expressions. Raises RefusedError."""
    for name, hook in (hooks or {}).items():
        if name != "exit" and not hook.get("expression"):
            raise RefusedError(f"{prefix}.{name} Expression required")
