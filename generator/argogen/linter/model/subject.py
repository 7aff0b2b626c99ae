"""The subject of checks: a Context with indices that are built once."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.argo.versions import DEFAULT_VERSION
from argogen.context import Call, Context, Hook, Parameter, Template, Workflow
from argogen.linter.model.containers import ContainerFields, containers_of
from argogen.linter.model.nodes import CallSite, calls_of
from argogen.linter.model.objects import ArgoObject, find_objects
from argogen.linter.model.template_index import TemplateIndex
from argogen.linter.model.texts import TaggedText, texts_in, texts_of_call, texts_of_hook, texts_of_template

if TYPE_CHECKING:
    from argogen.linter.model.libraries import Libraries

# The parts of the head in which Argo fills in tags.
_HEAD = ("metadata", "arguments", "volumes", "volume_claims", "retry", "settings", "raw")
_OF_WORKFLOW, _INPUT = "workflow.parameters.", "inputs.parameters."


class Subject:
    """A Context with its indices, for an Argo version such as "3.7".

    `libraries` are those that it may refer to, None if they are not known.
    """

    def __init__(self, context: Context, version: str = DEFAULT_VERSION, libraries: Libraries | None = None) -> None:
        self.context = context
        self.version = version
        self.libraries = libraries

    @property
    def workflow(self) -> Workflow:
        """The head of the Context."""
        return self.context.workflow

    @property
    def is_library(self) -> bool:
        """Whether other objects call its templates, and may provide parameters and volumes that it lacks."""
        return self.workflow.kind in TEMPLATE_KINDS

    @functools.cached_property
    def templates(self) -> Mapping[str, Template]:
        """The templates by name."""
        return {template.name: template for template in self.context.templates if template.name is not None}

    @functools.cached_property
    def all_templates(self) -> tuple[Template, ...]:
        """The templates, and the inline templates of calls."""
        return tuple(_with_inline(self.context.templates))

    @functools.cached_property
    def nodes(self) -> tuple[Workflow | Template, ...]:
        """The workflow and every template: what has settings."""
        return (self.workflow, *self.all_templates)

    @functools.cached_property
    def callers(self) -> tuple[CallSite, ...]:
        """Every step and task."""
        return tuple(caller for template in self.all_templates for caller in calls_of(template))

    @functools.cached_property
    def hooks(self) -> tuple[tuple[CallSite | None, Hook], ...]:
        """Every hook, and the step or task that it belongs to; None for those of the workflow."""
        own = [(None, hook) for hook in self.workflow.hooks]
        return (*own, *((caller, hook) for caller in self.callers for hook in caller.call.hooks))

    @functools.cached_property
    def containers(self) -> tuple[ContainerFields, ...]:
        """Every container of every template."""
        return tuple(container for template in self.all_templates for container in containers_of(template))

    @functools.cached_property
    def objects(self) -> Mapping[str, Sequence[ArgoObject]]:
        """Argo's objects in passed-through fields, artifacts and containers, by definition."""
        found: dict[str, list[ArgoObject]] = {}
        for each in find_objects(self.workflow, self.all_templates, self.containers):
            found.setdefault(each.definition, []).append(each)
        return found

    @functools.cached_property
    def texts(self) -> tuple[TaggedText, ...]:
        """Every text with a tag in it."""
        workflow = self.workflow
        head = [text for name in _HEAD for text in texts_in(getattr(workflow, name), workflow.origin, name)]
        nodes: list[Template | Call] = [*self.all_templates, *(caller.call for caller in self.callers)]
        hooks = (text for hook in workflow.hooks for text in texts_of_hook(hook))
        return (*head, *(text for node in nodes for text in self.texts_of(node)), *hooks)

    def texts_of(self, node: Template | Call) -> tuple[TaggedText, ...]:
        """The texts with a tag of a template without its calls, or of a step or task with its hooks."""
        return self._texts[id(node)]

    @functools.cached_property
    def _texts(self) -> Mapping[int, tuple[TaggedText, ...]]:
        """The texts by the identity of their node: equal nodes have different places."""
        found = {id(template): tuple(texts_of_template(template)) for template in self.all_templates}
        return {**found, **{id(it.call): tuple(texts_of_call(it.template, it.call)) for it in self.callers}}

    def index(self, template: Template) -> TemplateIndex:
        """The parts of a template by name."""
        return self._indices[id(template)]

    @functools.cached_property
    def _indices(self) -> Mapping[int, TemplateIndex]:
        return {id(template): TemplateIndex(template) for template in self.all_templates}

    def calls(self, template: Template) -> Mapping[str, CallSite]:
        """The steps or tasks of a template by name."""
        return self.index(template).calls

    @functools.cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters of the workflow by name."""
        return {parameter.name: parameter for parameter in self.workflow.arguments}

    def find_parameter(self, variable: str, template: Template) -> Parameter | None:
        """The parameter of the workflow, or input of a template, that a variable in the template stands for."""
        if variable.startswith(_OF_WORKFLOW):
            return self.parameters.get(variable.removeprefix(_OF_WORKFLOW))
        return self.index(template).inputs.get(variable.removeprefix(_INPUT)) if variable.startswith(_INPUT) else None

    def callers_of(self, template: Template) -> Sequence[CallSite]:
        """The steps and tasks that call a template."""
        return self._callers_of.get(id(template), ())

    @functools.cached_property
    def _callers_of(self) -> Mapping[int, Sequence[CallSite]]:
        found: dict[int, list[CallSite]] = {}
        for site in self.callers:
            found.setdefault(id(self.called(site.call)), []).append(site)
        return found

    @functools.cached_property
    def has_template_refs(self) -> bool:
        """Whether a step or task calls a template of another object."""
        return any(site.call.template_ref is not None for site in self.callers)

    def called(self, call: Call | Hook) -> Template | None:
        """The template that is called, if it is one of these."""
        inline = getattr(call, "inline", None)
        return inline if inline is not None else self.templates.get(call.template or "")


def _with_inline(templates: tuple[Template, ...]) -> Iterator[Template]:
    waiting = list(reversed(templates))
    while waiting:
        template = waiting.pop()
        yield template
        waiting.extend(caller.call.inline for caller in calls_of(template) if caller.call.inline is not None)
