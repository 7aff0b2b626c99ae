"""Templates of the Context: every template with its fields, its container or calls, and its references written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.argo.structure import Structure
from argogen.context import Artifact, Call, Container, Output, Parameter, Template, Volume
from argogen.language.lower.artifacts import build_artifacts
from argogen.language.lower.containers import ContainerSettings, build_body, build_container
from argogen.language.lower.fields import FieldReader, Fields
from argogen.language.lower.outputs import build_outputs
from argogen.language.lower.tag_writer import TagWriter, list_generated
from argogen.language.lower.volumes import build_mounts, build_volumes
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope
from argogen.language.settings.merging import EffectiveSettings
from argogen.language.tags import references
from argogen.language.vocabulary import has_container, is_object, keys
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.language.code import functions, manifests
else:
    functions = import_late("argogen.language.code.functions")
    manifests = import_late("argogen.language.code.manifests")

# Fields that Argo's own examples write after the container.
_AFTER_BODY = frozenset({"initContainers", "sidecars"})
# The constructs that are not called like the body.
_CONSTRUCTS = {"run": "container", "tasks": "dag", "use": "steps"}

Groups = tuple[tuple[Call, ...], ...]


class TemplateBuilder(NamedTuple):
    """Builds the templates of a pipeline.

    `names` are those of the templates, `sources` the code of those that have it in a file or here; `volumes` are the
    names of the pipeline's volumes.
    """

    resolution: Resolution
    names: Mapping[TemplateModel, str]
    sources: Mapping[TemplateModel, str]
    reader: FieldReader
    structure: Structure
    volumes: frozenset[str]

    def build(self, template: TemplateModel, settings: EffectiveSettings, calls: Groups) -> Template:
        """Return one template; `calls` are those of its steps or tasks, already built."""
        write = TagWriter(Scope(template), self.resolution)
        fields = self.reader.read(settings.base, write)
        own = build_volumes(template.volumes.values(), write) if template.volumes else ()
        container, mounted = self._build_container(template, settings, fields, own, write)
        is_dag = template.body == "tasks"
        return Template(
            name=self.names[template],
            construct=_CONSTRUCTS.get(template.body, template.body.replace("_", "-")),
            metadata=fields.metadata,
            inputs=self._inputs(template),
            input_artifacts=self._input_artifacts(template, write),
            outputs=self._outputs(template, write),
            output_artifacts=build_artifacts(template.output_artifacts, write, self.structure),
            retry=fields.retry,
            settings=_settings(template, fields),
            container=container,
            python=functions.build_python(template) if template.body == "python" else None,
            notebook=functions.build_notebook(template, write) if template.body == "notebook" else None,
            init_containers=tuple(fields.template.get("initContainers") or ()),
            sidecars=tuple(fields.template.get("sidecars") or ()),
            volumes=(*own, *mounted),
            steps=() if is_dag else calls,
            tasks=tuple(call for group in calls for call in group) if is_dag else (),
            target=write(template.target) if is_dag else None,
            fail_fast=template.fail_fast if is_dag else None,
            **self._object(template, write),
            custom=template.custom,
            raw=template.raw,
            origin=template.path,
        )

    def _build_container(
        self,
        template: TemplateModel,
        settings: EffectiveSettings,
        fields: Fields,
        own: tuple[Volume, ...],
        write: TagWriter,
    ) -> tuple[Container | None, tuple[Volume, ...]]:
        if not has_container(template.body):
            return None, ()
        body = build_body(template, self._list_items(template), self.structure)
        declared = self.volumes.union(volume.name for volume in own)
        mounts, volumes = build_mounts(body.get("volumeMounts") or [], settings.mounts, declared, write, template.path)
        given = ContainerSettings(self.reader, fields, settings.env, mounts)
        return build_container(template, body, self.sources.get(template), given, write), volumes

    def _list_items(self, template: TemplateModel) -> list[str]:
        """Return the arguments of code that are items of a loop wherever it is called."""
        callers = self.resolution.symbols.callers_of(template)
        if not template.is_code or not callers:
            return []
        return [name for name in template.content.arguments if all(self._gives_item(call, name) for call in callers)]

    def _gives_item(self, call: CallModel, name: str) -> bool:
        written = call.arguments.get(name)
        found = references(written, lambda _: False) if isinstance(written, str) else ()
        if len(found) != 1 or found[0].tag != written:
            return False
        known = self.resolution.references.get(Scope(self.resolution.symbols.owners[call], call), {})
        source = known.get(found[0].text)
        return source is not None and source.parts[0] == "item"

    def _object(self, template: TemplateModel, write: TagWriter) -> dict[str, Any]:
        """Return the body that is one object of Argo's, such as `suspend`, by its name in the Context."""
        if not template.body or not is_object(template.body):
            return {}
        field = self.structure.field("Template", keys()[template.body].argo["Template"])
        assert field is not None
        body = write(self.structure.coerce(template.content, field.type))
        return {template.body: manifests.with_text(body) if template.body == "resource" else body}

    def _outputs(self, template: TemplateModel, write: TagWriter) -> tuple[Output, ...]:
        forwarded = self.resolution.forwarded.get(template)
        if not template.outputs and not forwarded:
            return ()
        return tuple(build_outputs(template, forwarded or {}, write, write.expression))

    def _inputs(self, template: TemplateModel) -> tuple[Parameter, ...]:
        declared = [model.parameter for model in template.inputs.values()]
        generated = list_generated(template, "parameters", self.resolution)
        return (*declared, *[self.reader.build_input(name) for name, _ in generated])

    def _input_artifacts(self, template: TemplateModel, write: TagWriter) -> tuple[Artifact, ...]:
        declared = build_artifacts(self.resolution.shares.inputs.get(template), write, self.structure)
        return (*declared, *[Artifact(name) for name, _ in list_generated(template, "artifacts", self.resolution)])


def _settings(template: TemplateModel, fields: Fields) -> Mapping[str, Any]:
    passed = fields.template
    if not passed.keys().isdisjoint(_AFTER_BODY):
        passed = {name: value for name, value in passed.items() if name not in _AFTER_BODY}
    return {**passed, **_composite_fields(template)} if template.groups else passed


def _composite_fields(template: TemplateModel) -> dict[str, Any]:
    """Return the fields that only steps and tasks have."""
    found: dict[str, Any] = {}
    if template.body != "tasks" and template.fail_fast is not None:
        found["failFast"] = template.fail_fast
    if template.parallelism is not None:
        found["parallelism"] = template.parallelism
    return found
