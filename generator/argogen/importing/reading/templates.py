"""Translate templates to components."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue
from argogen.importing.reading.arguments import Keys, read_inputs, read_outputs
from argogen.importing.reading.calls import CallReader
from argogen.importing.reading.nodes import ManifestNode, by_name, items_at
from argogen.importing.reading.volumes import read_volumes
from argogen.language.checks.raw_fields import TEMPLATE_PARTS, find_template_key
from argogen.language.vocabulary import body_fields, keys, object_fields, offers

# Whether a key can have a value, with the same meaning.
IsExpressible = Callable[[str, Any], bool]

_OBJECTS = {field: body for body, field in object_fields().items()}
# The bodies of fields with other names.
_BODIES = {**_OBJECTS, "dag": "tasks"}
_LISTED = ", ".join(body_fields())


class TemplateReader:
    """Translates the templates of one workflow."""

    def __init__(self, is_expressible: IsExpressible, collector: TranslationCollector) -> None:
        self._is_expressible = is_expressible
        self._collector = collector
        self._calls = CallReader(self._read, collector)

    def read_templates(self, spec: ManifestNode) -> Keys:
        """Translate the templates of a WorkflowSpec to components."""
        templates = by_name(items_at(spec, "templates"), "template", self._collector)
        self._calls.taken.update(templates)
        written = {
            name: LocatedValue(node.origin, self._read(node)) for name, node in templates.items()
        } | self._calls.held
        return {"components": LocatedValue(spec.origin.at("templates"), written)} if written else {}

    def _read(self, template: ManifestNode) -> Keys:
        body = self._find_body(template)
        inputs = read_inputs(template, "inputs", self._collector)
        outputs = {} if _has_result(template) else read_outputs(template, _BODIES.get(body, body), self._collector)
        artifacts = {**inputs.pop("artifacts", {}), **outputs.pop("artifacts", {})}
        found: Keys = {**inputs, **({"artifacts": artifacts} if artifacts else {})}
        return (
            found | self._read_body(template, body) | self._read_settings(template, _BODIES.get(body, body)) | outputs
        )

    def _find_body(self, template: ManifestNode) -> str:
        """Return the field with the body of a template: Argo accepts exactly one."""
        found = [field for field in body_fields() if template.value.get(field) is not None]
        if not found:
            self._collector.error(template.origin, "missing-body", "template has no body", f"add one of: {_LISTED}")
        for field in found[1:]:
            origin, message = template.origin.at(field), f"template has multiple bodies: '{found[0]}' and '{field}'"
            self._collector.error(origin, "multiple-bodies", message, "remove one of them", key=True)
        return found[0] if found else ""

    def _read_body(self, template: ManifestNode, field: str) -> Keys:
        body = template.at(field) if field else None
        if body is None:
            return {}
        if field == "steps":
            return {"steps": self._calls.read_steps(template)}
        if field == "script":
            # Argo treats a missing source as empty; in the language it is an error.
            source = {} if "source" in body.value else {"source": ""}
            return {"script": LocatedValue(body.origin, {**body.without(), **source, "expand": True})}
        return self._calls.read_tasks(template) if field == "dag" else {_BODIES.get(field, field): body.located}

    def _read_settings(self, template: ManifestNode, body: str) -> Keys:
        """Translate the other fields: to settings if they apply to the body, else to `argo`."""
        metadata = template.at_or_empty("metadata")
        fitting = [key for key in ("labels", "annotations") if body and keys()[key].fits(body)]
        found: Keys = {key: node.located for key in fitting if (node := metadata.at(key))}
        # Argo accepts volumes of templates without a pod, and ignores them; the language refuses them.
        has_pod = not body or offers(body, "pod")
        volumes, odd = read_volumes(template, self._collector) if has_pod else _keep_volumes(template)
        found |= {"volumes": LocatedValue(template.origin.at("volumes"), volumes)} if volumes else {}
        outputs = template.at_or_empty("outputs").without() if _has_result(template) else {}
        others = {"outputs": outputs, "metadata": metadata.without(*fitting)}
        raw: Keys = {field: template.locate(rest, field) for field, rest in others.items() if rest} | odd
        for field, value in template.without(*TEMPLATE_PARTS).items():
            key = find_template_key(field, body)
            if key and key not in found and self._is_expressible(key, value):
                found[key] = template.locate(value, field)
            else:
                raw[field] = template.locate(value, field)
        return found | ({"argo": raw} if raw else {})


def _keep_volumes(template: ManifestNode) -> tuple[Keys, Keys]:
    volumes = template.value.get("volumes")
    return {}, {"volumes": template.locate(volumes, "volumes")} if volumes else {}


def _has_result(template: ManifestNode) -> bool:
    """Return whether the outputs have fields that only Argo sets, for which the language has no keys."""
    return bool(template.at_or_empty("outputs").without("parameters", "artifacts"))
