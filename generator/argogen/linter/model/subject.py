"""Provide a Context with lazily built indexes for checks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.argo.versions import DEFAULT, ArgoVersion
from argogen.context import Call, Context, Hook, Parameter, Template, TemplateRef, Workflow
from argogen.late import import_late
from argogen.linter.model.containers import ContainerFields, containers_of, more_containers_of
from argogen.linter.model.nodes import CallSite, calls_of, is_loop
from argogen.records import cached_property
from argogen.suggestions import NameIndex

if TYPE_CHECKING:
    from argogen.linter.model import loop_items, objects, template_index, texts, uses
    from argogen.linter.model.flow.config_objects import ConfigObjects
    from argogen.linter.model.libraries import Libraries
    from argogen.linter.model.loop_items import LoopItems
    from argogen.linter.model.objects import ArgoObject
    from argogen.linter.model.template_index import TemplateIndex
    from argogen.linter.model.texts import TaggedText
    from argogen.linter.model.uses import VariableUse
    from argogen.yaml import embedded
    from argogen.yaml.document import Document
else:
    loop_items = import_late("argogen.linter.model.loop_items")
    objects = import_late("argogen.linter.model.objects")
    template_index = import_late("argogen.linter.model.template_index")
    texts = import_late("argogen.linter.model.texts")
    uses = import_late("argogen.linter.model.uses")
    embedded = import_late("argogen.yaml.embedded")

_Derived = TypeVar("_Derived")

BINDING = "WorkflowEventBinding"
# The fields of the workflow in which Argo resolves tags.
_HEAD = ("metadata", "arguments", "artifacts", "volumes", "volume_claims", "retry", "settings", "raw")
_OF_WORKFLOW, _INPUT = "workflow.parameters.", "inputs.parameters."


class Language(Enum):
    """The language of a source."""

    PIPELINE = "pipeline"
    MANIFEST = "manifest"
    RUNNABLE = "runnable"


class Subject:
    """A Context with its indexes, for a version of Argo. `workflow` is the head of the Context.

    `libraries` are the WorkflowTemplates that it may reference, None if they are unknown. `config_objects` are the
    ConfigMaps and Secrets of its file, None without any. `language` is that of the source. Without `has_tags`, no
    string has a template tag. `document` is the one of the Context, None if it is unknown.
    """

    def __init__(
        self,
        context: Context,
        version: ArgoVersion = DEFAULT,
        libraries: Libraries | None = None,
        config_objects: ConfigObjects | None = None,
        *,
        language: Language = Language.PIPELINE,
        has_tags: bool = True,
        document: Document | None = None,
    ) -> None:
        self.context = context
        self.workflow: Workflow = context.workflow
        self.version = version
        self.libraries = libraries
        self.config_objects = config_objects
        self.language = language
        self.has_tags = has_tags
        self.document = document
        self._loop_items: dict[int, LoopItems] = {}
        self._derived: dict[Callable[[Subject], Any], Any] = {}

    @property
    def is_manifest(self) -> bool:
        """Whether the source is an Argo manifest, in which keys and references have Argo's form."""
        return self.language is Language.MANIFEST

    def phrase(self, pipeline: str, manifest: str) -> str:
        """Return the words of a hint for a pipeline, or those for an Argo manifest."""
        return manifest if self.is_manifest else pipeline

    def suggest_field(self, pipeline: str, manifest: str) -> str:
        """Return the hint to add the key of a pipeline, or the field of an Argo manifest."""
        return f"add '{self.phrase(pipeline, manifest)}'"

    @property
    def is_library(self) -> bool:
        """Whether other manifests call its templates, and may declare parameters and volumes that are missing here."""
        return self.workflow.kind in TEMPLATE_KINDS

    @cached_property
    def templates(self) -> Mapping[str, Template]:
        """The templates by name."""
        return {template.name: template for template in self.context.templates if template.name is not None}

    @cached_property
    def all_templates(self) -> tuple[Template, ...]:
        """The templates, and the inline templates of calls."""
        composite = (template for template in self.context.templates if template.tasks or template.steps)
        calls = (call for it in composite for call in (*it.tasks, *itertools.chain.from_iterable(it.steps)))
        has_inline = any(call.inline is not None for call in calls)
        return tuple(_with_inline(self.context.templates)) if has_inline else self.context.templates

    @cached_property
    def nodes(self) -> tuple[Workflow | Template, ...]:
        """The workflow and all templates, which have settings."""
        return (self.workflow, *self.all_templates)

    @cached_property
    def callers(self) -> tuple[CallSite, ...]:
        """All steps and tasks."""
        return tuple(caller for template in self.all_templates for caller in calls_of(template))

    @cached_property
    def hooks(self) -> tuple[tuple[CallSite | None, Hook], ...]:
        """All hooks, each with its step or task, None for those of the workflow."""
        own = [(None, hook) for hook in self.workflow.hooks]
        return (*own, *((caller, hook) for caller in self.callers for hook in caller.call.hooks))

    @cached_property
    def external_calls(self) -> tuple[tuple[Call | Hook, TemplateRef], ...]:
        """The steps, tasks and hooks that call templates of other manifests, each with its reference."""
        calls: tuple[Call | Hook, ...] = (*(it.call for it in self.callers), *(hook for _, hook in self.hooks))
        return tuple((call, call.template_ref) for call in calls if call.template_ref is not None)

    @cached_property
    def containers(self) -> tuple[ContainerFields, ...]:
        """All containers of all templates."""
        return tuple(container for template in self.all_templates for container in self.containers_of(template))

    def containers_of(self, template: Template) -> Sequence[ContainerFields]:
        """Return the containers of a template, the main one first; they are converted on first use."""
        found = self._converted.get(id(template))
        if found is None:
            found = self._converted[id(template)] = tuple(containers_of(template))
        return found

    @cached_property
    def _converted(self) -> dict[int, tuple[ContainerFields, ...]]:
        return {}

    @cached_property
    def more_containers(self) -> tuple[ContainerFields, ...]:
        """All containers except the main ones."""
        return tuple(container for template in self.all_templates for container in more_containers_of(template))

    @cached_property
    def objects(self) -> Mapping[str, Sequence[ArgoObject]]:
        """The Argo objects in passed-through fields, artifacts and containers, by definition."""
        found: dict[str, list[ArgoObject]] = {}
        for each in objects.find_objects(self.workflow, self.all_templates, self.containers):
            found.setdefault(each.definition, []).append(each)
        return found

    def read_embedded(self, text: str) -> Sequence[Any]:
        """Return the documents of YAML within a string, which several checks read. Raises EmbeddedYamlError."""
        found = self._embedded.get(text)
        if found is None:
            found = self._embedded[text] = embedded.load_embedded(text)
        return found

    @cached_property
    def _embedded(self) -> dict[str, Sequence[Any]]:
        return {}

    @cached_property
    def texts(self) -> tuple[TaggedText, ...]:
        """All strings with template tags."""
        workflow = self.workflow
        if workflow.kind == BINDING or not self.has_tags:
            return ()  # Argo replaces no tags in it
        parts = [(name, part) for name in _HEAD if (part := getattr(workflow, name))]
        head = [text for name, part in parts for text in texts.texts_in(part, workflow.origin, name)]
        nodes: list[Template | Call] = [*self.all_templates, *(caller.call for caller in self.callers)]
        hooks = (text for hook in workflow.hooks for text in texts.texts_of_hook(hook))
        return (*head, *(text for node in nodes for text in self.texts_of(node)), *hooks)

    @cached_property
    def uses(self) -> tuple[VariableUse, ...]:
        """All uses of variables in these strings, in order."""
        uses_in = uses.uses_in
        return tuple(use for text in self.texts for use in uses_in(text))

    def texts_of(self, node: Template | Call) -> tuple[TaggedText, ...]:
        """Return the strings with tags of a template without its calls, or of a step or task with its hooks."""
        return self._texts[id(node)] if self.has_tags else ()

    @cached_property
    def _texts(self) -> Mapping[int, tuple[TaggedText, ...]]:
        """The strings by the identity of their node, because equal nodes have different places."""
        of_template, of_call = texts.texts_of_template, texts.texts_of_call
        found = {id(template): tuple(of_template(template)) for template in self.all_templates}
        return found | {id(site.call): tuple(of_call(site.template, site.call)) for site in self.callers}

    def index(self, template: Template) -> TemplateIndex:
        """Return the index of a template."""
        return self._indices[id(template)]

    @cached_property
    def _indices(self) -> Mapping[int, TemplateIndex]:
        index = template_index.TemplateIndex
        return {id(template): index(template) for template in self.all_templates}

    def items_of(self, call: Call) -> LoopItems:
        """Return the items of a step or task with a loop."""
        if id(call) not in self._loop_items:
            self._loop_items[id(call)] = loop_items.LoopItems(call)
        return self._loop_items[id(call)]

    def calls(self, template: Template) -> Mapping[str, CallSite]:
        """Return the steps or tasks of a template by name."""
        return self.index(template).calls

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters of the workflow by name."""
        return {parameter.name: parameter for parameter in self.workflow.arguments}

    @cached_property
    def parameter_names(self) -> NameIndex:
        """The names of the parameters of the workflow."""
        return NameIndex(self.parameters)

    def find_parameter(self, variable: str, template: Template) -> Parameter | None:
        """Return the parameter of the workflow, or the input of a template, that a variable references."""
        if variable.startswith(_OF_WORKFLOW):
            return self.parameters.get(variable.removeprefix(_OF_WORKFLOW))
        return self.index(template).inputs.get(variable.removeprefix(_INPUT)) if variable.startswith(_INPUT) else None

    def derive(self, build: Callable[[Subject], _Derived]) -> _Derived:
        """Return what a class or function builds from the subject; each is called once."""
        if build not in self._derived:
            self._derived[build] = build(self)
        derived: _Derived = self._derived[build]
        return derived

    def callers_of(self, template: Template) -> Sequence[CallSite]:
        """Return the steps and tasks that call a template."""
        return self._callers_of.get(id(template), ())

    @cached_property
    def _callers_of(self) -> Mapping[int, Sequence[CallSite]]:
        found: dict[int, list[CallSite]] = {}
        for site in self.callers:
            found.setdefault(id(self.called(site.call)), []).append(site)
        return found

    def runs_often(self, template: Template) -> bool:
        """Whether a template, or one that calls it, is called several times or in a loop."""
        return id(template) in self._repeated

    @cached_property
    def _repeated(self) -> frozenset[int]:
        sites = {
            key: callers for key, callers in self._callers_of.items() if len(callers) > 1 or is_loop(callers[0].call)
        }
        return self.find_reached(callers[0].call for callers in sites.values())

    def find_reached(self, calls: Iterable[Call]) -> frozenset[int]:
        """Return the identities of the templates that steps and tasks call, directly or through others."""
        waiting = [self.called(call) for call in calls]
        found: set[int] = set()
        while waiting:
            template = waiting.pop()
            if template is not None and id(template) not in found:
                found.add(id(template))
                waiting += [self.called(site.call) for site in calls_of(template)]
        return frozenset(found)

    @cached_property
    def has_template_refs(self) -> bool:
        """Whether a step or task calls a template of another manifest."""
        return any(site.call.template_ref is not None for site in self.callers)

    def called(self, call: Call | Hook) -> Template | None:
        """Return the called template, None if it is in another manifest."""
        inline = getattr(call, "inline", None)
        return inline if inline is not None else self.templates.get(call.template or "")


def _with_inline(templates: tuple[Template, ...]) -> Iterator[Template]:
    waiting = list(reversed(templates))
    while waiting:
        template = waiting.pop()
        yield template
        if template.tasks or template.steps:
            calls = itertools.chain(template.tasks, *template.steps)
            waiting.extend(call.inline for call in calls if call.inline is not None)
