"""Templates as components."""

from __future__ import annotations

from collections.abc import Callable

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue
from argogen.importing.reading.arguments import Keys, read_inputs, read_outputs
from argogen.importing.reading.calls import CallReader
from argogen.importing.reading.nodes import ManifestNode, by_name, items_at
from argogen.language.vocabulary import fields_of, keys, object_fields

# Whether a value can stand under a key, where it means the same.
IsExpressible = Callable[[str, ManifestNode], bool]

_OBJECTS = {field: body for body, field in object_fields().items()}
# The body that a field is, where it is not called like the body.
_BODIES = {**_OBJECTS, "dag": "tasks"}
_BODY_FIELDS = ("container", "script", *_OBJECTS, "steps", "dag")
_LISTED = ", ".join(_BODY_FIELDS)
_READ = frozenset({"name", "inputs", "outputs", "metadata", "volumes", *_BODY_FIELDS})


class TemplateReader:
    """Reads the templates of one workflow."""

    def __init__(self, is_expressible: IsExpressible, collector: TranslationCollector) -> None:
        self._is_expressible = is_expressible
        self._collector = collector
        self._calls = CallReader(self._read, collector)

    def read_templates(self, spec: ManifestNode) -> Keys:
        """Return the templates of a WorkflowSpec, as components."""
        templates = by_name(items_at(spec, "templates"), "template", self._collector)
        self._calls.taken.update(templates)
        written = {
            name: LocatedValue(node.origin, self._read(node)) for name, node in templates.items()
        } | self._calls.held
        return {"components": LocatedValue(spec.origin.at("templates"), written)} if written else {}

    def _read(self, template: ManifestNode) -> Keys:
        inputs, outputs = read_inputs(template, "inputs", self._collector), read_outputs(template, self._collector)
        artifacts = {**inputs.pop("artifacts", {}), **outputs.pop("artifacts", {})}
        found: Keys = {**inputs, **({"artifacts": artifacts} if artifacts else {})}
        body = self._find_body(template)
        return (
            found | self._read_body(template, body) | self._read_settings(template, _BODIES.get(body, body)) | outputs
        )

    def _find_body(self, template: ManifestNode) -> str:
        """Return the field that defines what a template runs. Argo accepts exactly one."""
        found = [field for field in _BODY_FIELDS if template.at(field) is not None]
        if not found:
            self._collector.error(template.origin, "no-body", "this template does nothing", f"add one of: {_LISTED}")
        for field in found[1:]:
            origin, message = template.origin.at(field), f"this template is a '{found[0]}' already"
            self._collector.error(origin, "two-bodies", message, "a template has one of them", key=True)
        return found[0] if found else ""

    def _read_body(self, template: ManifestNode, field: str) -> Keys:
        body = template.at(field) if field else None
        if body is None:
            return {}
        if field == "steps":
            return {"steps": self._calls.read_steps(template)}
        if field == "script" and "source" not in body.value:
            # To Argo that is an empty one, and to the language something that has been forgotten.
            return {"script": LocatedValue(body.origin, {**body.without(), "source": ""})}
        return self._calls.read_tasks(template) if field == "dag" else {_BODIES.get(field, field): body.located}

    def _read_settings(self, template: ManifestNode, body: str) -> Keys:
        """Return the other fields: as settings where they fit the body, else as they are."""
        metadata = template.at("metadata") or ManifestNode(template.origin, {})
        fitting = [key for key in ("labels", "annotations") if body and keys()[key].fits(body)]
        found: Keys = {key: node.located for key in fitting if (node := metadata.at(key))}
        volumes = by_name(items_at(template, "volumes"), "volume", self._collector)
        found |= {"volumes": _write_volumes(template, volumes)} if volumes else {}
        outcome = (template.at("outputs") or ManifestNode(template.origin, {})).without("parameters", "artifacts")
        others = {"outputs": outcome, "metadata": metadata.without(*fitting)}
        raw: Keys = {field: LocatedValue(template.origin.at(field), rest) for field, rest in others.items() if rest}
        for field, node in template.fields():
            key = _find_key(field, body)
            if key and key not in found and self._is_expressible(key, node):
                found[key] = node.located
            elif field not in _READ:
                raw[field] = node.located
        return found | ({"argo": raw} if raw else {})


def _find_key(field: str, body: str) -> str:
    """Return the key for a template's field where its body can have it; else nothing."""
    if field in _READ or not body:
        return ""
    named = [key for key, name in fields_of("Template").items() if name == field]
    # For tasks, some keys are of the `dag` inside of the template.
    inside = fields_of("DAGTemplate") if body == "tasks" else ()
    return next((key for key in named if keys()[key].fits(body) and key not in inside), "")


def _write_volumes(owner: ManifestNode, volumes: dict[str, ManifestNode]) -> LocatedValue:
    written = {name: LocatedValue(node.origin, node.without("name")) for name, node in volumes.items()}
    return LocatedValue(owner.origin.at("volumes"), written)
