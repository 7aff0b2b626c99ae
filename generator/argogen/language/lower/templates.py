"""Build the templates of the Context, with resolved references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import Structure
from argogen.context import Artifact, Call, Container, Mount, Parameter, Template, TemplateFields, Volume
from argogen.language.lower.artifacts import INPUTS, OUTPUTS, build_artifacts
from argogen.language.lower.containers import ContainerSettings, build_body, build_container
from argogen.language.lower.expansion import escape_value
from argogen.language.lower.fields import FieldReader, Fields
from argogen.language.lower.tag_writer import TagWriter, split_generated
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope
from argogen.language.settings.merging import EffectiveSettings
from argogen.language.tags import references
from argogen.language.vocabulary import has_container, is_object, keys
from argogen.late import import_late
from argogen.records import Record

if TYPE_CHECKING:
    from argogen.language.code import functions
    from argogen.language.lower import outputs
    from argogen.language.lower import volumes as volume_builders
else:
    functions = import_late("argogen.language.code.functions")
    outputs = import_late("argogen.language.lower.outputs")
    volume_builders = import_late("argogen.language.lower.volumes")

# The constructs whose name differs from the body.
_CONSTRUCTS = {"run": "container", "tasks": "dag", "use": "steps"}

Groups = tuple[tuple[Call, ...], ...]


class TemplateBuilder(Record):
    """Builds the templates of a pipeline.

    `names` are the names of the templates, `sources` is the code of templates from files or `code`; `volumes` are the
    names of the pipeline's volumes. `has_unknown_variables` is True if containers may have variables that are
    not in the pipeline.
    """

    resolution: Resolution
    names: Mapping[TemplateModel, str]
    sources: Mapping[TemplateModel, str]
    reader: FieldReader
    structure: Structure
    volumes: frozenset[str]
    has_unknown_variables: bool = False

    def build(self, template: TemplateModel, settings: EffectiveSettings, calls: Groups) -> Template:
        """Return a template; `calls` are its steps or tasks."""
        write = TagWriter(Scope(template), self.resolution)
        fields = self.reader.read(settings.base, write)
        return Template._make(
            {
                "name": self.names[template],
                "construct": _CONSTRUCTS.get(template.body, template.body.replace("_", "-")),
                **(_with_composite_fields(template, fields.template) if template.groups else fields.template),
                **self._interface(template, write),
                **self._body(template, settings, fields, write),
                **(_build_calls(template, calls, write) if template.is_composite else {}),
                **_own_fields(template),
                "origin": template.path,
            }
        )

    def write_text(self, template: TemplateModel) -> str | None:
        """Return the program of a template that a shell or an interpreter runs, without escapes, or None."""
        if template in self.sources:
            return self.sources[template]
        text = template.content.get("source") if template.body == "script" else template.content
        return TagWriter(Scope(template), self.resolution)(text) if isinstance(text, str) else None

    def _interface(self, template: TemplateModel, write: TagWriter) -> dict[str, Any]:
        """Return the inputs and outputs of a template."""
        parameters, artifacts = split_generated(template, self.resolution)
        found: dict[str, Any] = {}
        if template.inputs or parameters:
            declared = [model.parameter for model in template.inputs.values()]
            declared = [_escape_default(it) for it in declared] if template.is_code else declared
            found["inputs"] = (*declared, *[self.reader.build_input(name) for name, _ in parameters])
        shared = self.resolution.shares.inputs.get(template)
        if shared or artifacts:
            given = build_artifacts(shared, write, self.structure, INPUTS)
            found["input_artifacts"] = (*given, *[Artifact(name) for name, _ in artifacts])
        forwarded = self.resolution.forwarded.get(template)
        if template.outputs or forwarded:
            found["outputs"] = tuple(outputs.build_outputs(template, (forwarded or {}).values(), write))
        if template.output_artifacts:
            found["output_artifacts"] = build_artifacts(template.output_artifacts, write, self.structure, OUTPUTS)
        return found

    def _body(
        self, template: TemplateModel, settings: EffectiveSettings, fields: Fields, write: TagWriter
    ) -> dict[str, Any]:
        """Return the container of a template with its volumes, or the Argo object that is its body."""
        own = volume_builders.build_volumes(template.volumes.values(), write) if template.volumes else ()
        if not has_container(template.body):
            found = self._object(template, write)
            return {**found, "volumes": own} if own else found
        container, mounted = self._build_container(template, settings, fields, own, write)
        volumes = (*own, *mounted)
        found = {"container": container}
        if template.is_code:
            found |= self._build_code(template, write)
        return {**found, "volumes": volumes} if volumes else found

    def _build_container(
        self,
        template: TemplateModel,
        settings: EffectiveSettings,
        fields: Fields,
        own: tuple[Volume, ...],
        write: TagWriter,
    ) -> tuple[Container, tuple[Volume, ...]]:
        body = build_body(template, self.structure)
        mounts: tuple[Mount, ...] = ()
        volumes: tuple[Volume, ...] = ()
        if settings.mounts or "volumeMounts" in body:
            declared = self.volumes.union(volume.name for volume in own) if own else self.volumes
            mounted = body.get("volumeMounts") or []
            build = volume_builders.build_mounts
            mounts, volumes = build(mounted, settings.mounts, declared, write, template.path)
        is_open = self.has_unknown_variables or fields.may_add_variables
        given = ContainerSettings._make((self.reader, fields, settings.env, mounts, is_open))
        return build_container(template, body, self.sources.get(template), given, write), volumes

    def _build_code(self, template: TemplateModel, write: TagWriter) -> dict[str, Any]:
        """Return the description of a function or a notebook, by its name in the Context."""
        items = self._list_items(template)
        if template.body == "notebook":
            return {"notebook": functions.build_notebook(template.content, items, write)}
        return {"python": functions.build_python(template.content, items, self.sources.get(template), write)}

    def _list_items(self, template: TemplateModel) -> tuple[str, ...]:
        """Return the arguments of code that are loop items in every call."""
        callers = self.resolution.symbols.callers_of(template)
        if not callers:
            return ()
        arguments = template.content.arguments
        return tuple(name for name in arguments if all(self._gives_item(call, name) for call in callers))

    def _gives_item(self, call: CallModel, name: str) -> bool:
        written = call.arguments.get(name)
        found = references(written, lambda _: False) if isinstance(written, str) else ()
        if len(found) != 1 or found[0].tag != written:
            return False
        known = self.resolution.references.get(Scope(self.resolution.symbols.owners[call], call), {})
        source = known.get(found[0].text)
        return source is not None and source.parts[0] == "item"

    def _object(self, template: TemplateModel, write: TagWriter) -> dict[str, Any]:
        """Return the body that is an Argo object, such as `suspend`, by its name in the Context."""
        if not template.body or not is_object(template.body):
            return {}
        field = self.structure.field("Template", keys()[template.body].argo["Template"])
        assert field is not None
        body = write(self.structure.coerce(template.content, field.type))
        return {template.body: _list_objects(body) if template.body == "resource" else body}


def _escape_default(parameter: Parameter) -> Parameter:
    """Return an argument of code, which is an environment variable, with its default."""
    default = parameter.default
    return parameter if default is None or "$" not in default else parameter._replace(default=escape_value(default))


def _list_objects(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a resource template with its manifest as a list, unless it is a string."""
    manifest = resource.get("manifest")
    return {**resource, "manifest": [manifest]} if isinstance(manifest, dict) else resource


def _own_fields(template: TemplateModel) -> dict[str, Any]:
    """Return the fields for custom templates, and the raw fields."""
    fields = {"custom": template.custom} if template.custom else {}
    return {**fields, "raw": template.raw} if template.raw else fields


def _build_calls(template: TemplateModel, calls: Groups, write: TagWriter) -> dict[str, Any]:
    if template.body != "tasks":
        return {"steps": calls}
    tasks = tuple(call for group in calls for call in group)
    return {"tasks": tasks, "target": write(template.target), "fail_fast": template.fail_fast}


def _with_composite_fields(template: TemplateModel, parts: Mapping[str, Any]) -> Mapping[str, Any]:
    found = _composite_fields(template)
    return {**parts, "settings": TemplateFields({**parts.get("settings", {}), **found})} if found else parts


def _composite_fields(template: TemplateModel) -> dict[str, Any]:
    """Return the fields of templates with steps or tasks."""
    found: dict[str, Any] = {}
    if template.body != "tasks" and template.fail_fast is not None:
        found["failFast"] = template.fail_fast
    if template.parallelism is not None:
        found["parallelism"] = template.parallelism
    return found
