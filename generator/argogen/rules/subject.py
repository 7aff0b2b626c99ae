"""What rules look at: a Context, with what several of them want to know of it worked out once."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.context import Call, Container, Context, Hook, Template, Workflow
from argogen.rules.texts import Text, texts_in, texts_of_call, texts_of_hook, texts_of_template
from argogen.source.notes import NodePath
from argogen.versions import DEFAULT_VERSION

# The parts of the head in which Argo fills in tags.
_HEAD = ("metadata", "arguments", "volumes", "volume_claims", "retry", "settings", "raw")
TEMPLATE_KINDS = frozenset({"WorkflowTemplate", "ClusterWorkflowTemplate"})


class Caller(NamedTuple):
    """A call and the template that it stands in; `group` counts the groups of steps."""

    template: Template
    call: Call
    group: int = 0


class AnyContainer(NamedTuple):
    """A container of a template, whatever its role: its fields in Kubernetes' own spelling."""

    template: Template
    fields: Mapping[str, Any]
    is_main: bool
    origin: NodePath

    @property
    def name(self) -> str:
        """How to speak of it."""
        return f"'{self.template.name}'" if self.is_main else f"'{self.fields.get('name', '')}'"


class Subject:
    """A Context to be looked at, for an Argo version such as "3.7"."""

    def __init__(self, context: Context, version: str = DEFAULT_VERSION) -> None:
        self.context = context
        self.version = version

    @property
    def workflow(self) -> Workflow:
        """The head of the Context."""
        return self.context.workflow

    @property
    def is_library(self) -> bool:
        """Whether others call its templates, and may bring parameters, volumes and all that it does not have."""
        return self.workflow.kind in TEMPLATE_KINDS

    @functools.cached_property
    def templates(self) -> Mapping[str, Template]:
        """The templates by name."""
        return {template.name: template for template in self.context.templates if template.name is not None}

    @functools.cached_property
    def all_templates(self) -> tuple[Template, ...]:
        """The templates, and those that calls hold themselves."""
        return tuple(_with_inline(self.context.templates))

    @functools.cached_property
    def nodes(self) -> tuple[Workflow | Template, ...]:
        """The workflow and every template: what has settings."""
        return (self.workflow, *self.all_templates)

    @functools.cached_property
    def callers(self) -> tuple[Caller, ...]:
        """Every step and task."""
        return tuple(caller for template in self.all_templates for caller in calls_of(template))

    @functools.cached_property
    def hooks(self) -> tuple[tuple[Caller | None, Hook], ...]:
        """Every hook, and the step or task that it belongs to; None for those of the workflow."""
        own = [(None, hook) for hook in self.workflow.hooks]
        return (*own, *((caller, hook) for caller in self.callers for hook in caller.call.hooks))

    @functools.cached_property
    def containers(self) -> tuple[AnyContainer, ...]:
        """Every container of every template."""
        return tuple(container for template in self.all_templates for container in _containers_of(template))

    @functools.cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text with a tag in it."""
        workflow = self.workflow
        head = [text for name in _HEAD for text in texts_in(getattr(workflow, name), workflow.origin, name)]
        nodes: list[Template | Call] = [*self.all_templates, *(caller.call for caller in self.callers)]
        hooks = (text for hook in workflow.hooks for text in texts_of_hook(hook))
        return (*head, *(text for node in nodes for text in self.texts_of(node)), *hooks)

    def texts_of(self, node: Template | Call) -> tuple[Text, ...]:
        """The texts with a tag of a template without its calls, or of a step or task with its hooks."""
        return self._texts[id(node)]

    @functools.cached_property
    def _texts(self) -> Mapping[int, tuple[Text, ...]]:
        """By the identity of the node: two that are alike stand in different places."""
        found = {id(template): tuple(texts_of_template(template)) for template in self.all_templates}
        return {**found, **{id(it.call): tuple(texts_of_call(it.template, it.call)) for it in self.callers}}

    def calls(self, template: Template) -> Mapping[str, Caller]:
        """The steps or tasks of a template by name."""
        return self._calls[id(template)]

    @functools.cached_property
    def _calls(self) -> Mapping[int, Mapping[str, Caller]]:
        found: dict[int, dict[str, Caller]] = {id(template): {} for template in self.all_templates}
        for caller in self.callers:
            found[id(caller.template)][caller.call.name] = caller
        return found

    def called(self, call: Call | Hook) -> Template | None:
        """The template that a call leads to, if it is one of these."""
        inline = getattr(call, "inline", None)
        return inline if inline is not None else self.templates.get(call.template or "")


def fields_of(node: Workflow | Template) -> Mapping[str, Any]:
    """The fields of Argo's that pass through as they are: those that the language knows, and those of `argo:`."""
    return {**node.settings, **node.raw} if node.raw else node.settings


def calls_of(template: Template) -> Iterator[Caller]:
    """The steps or tasks of a template."""
    for task in template.tasks:
        yield Caller(template, task)
    for number, group in enumerate(template.steps):
        for step in group:
            yield Caller(template, step, number)


def _with_inline(templates: tuple[Template, ...]) -> Iterator[Template]:
    waiting = list(reversed(templates))
    while waiting:
        template = waiting.pop()
        yield template
        waiting.extend(caller.call.inline for caller in calls_of(template) if caller.call.inline is not None)


def _containers_of(template: Template) -> Iterator[AnyContainer]:
    if template.container is not None:
        yield AnyContainer(template, _spell(template.container), True, template.origin)
    set_of = (template.container_set or {}).get("containers") or ()
    for fields in (*set_of, *template.init_containers, *template.sidecars):
        yield AnyContainer(template, fields, False, template.origin)


def _spell(container: Container) -> Mapping[str, Any]:
    """A container's fields in Kubernetes' spelling; of what a rule does not ask for, as much as is easily had."""
    fields: dict[str, Any] = {
        **container.others,
        "image": container.image,
        "command": list(container.command),
        "args": list(container.args),
        "resources": container.resources,
        "source": container.source,
        "env": [_spell_variable(variable) for variable in container.env],
        "volumeMounts": [{"name": mount.volume, "mountPath": mount.path} for mount in container.mounts],
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _spell_variable(variable: Any) -> Mapping[str, Any]:
    """An environment variable as Kubernetes has it."""
    spelled = {"name": variable.name, "value": variable.value}
    if variable.secret is not None:
        spelled["valueFrom"] = {"secretKeyRef": {"name": variable.secret, "key": variable.key}}
    elif variable.config_map is not None:
        spelled["valueFrom"] = {"configMapKeyRef": {"name": variable.config_map, "key": variable.key}}
    elif variable.value_from is not None:
        spelled["valueFrom"] = variable.value_from
    return {name: value for name, value in spelled.items() if value is not None}
