"""Shorten Argo tags to references of the language, in all strings of a pipeline."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from argogen.importing.tags import ForeignTagDetector, ForeignTagError, ReferenceShortener, StringTransform
from argogen.importing.tree import TrackedDict, replace_strings
from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.pipeline import desugar
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.artifacts import share_artifacts
from argogen.language.resolve.references import Resolver
from argogen.language.resolve.symbols import Scope, Symbols, build_symbols
from argogen.language.vocabulary import RESERVED_NAMES, bodies, fields_of, setting_keys
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

_OF_CALLS = ("steps", "tasks", "use")
_WITHOUT_TAGS = frozenset({"on_exit", "hooks", "template_defaults"})
_SOURCES = ("from", "fromExpression")

TagTransform = ForeignTagDetector | ReferenceShortener


def shorten_references(pipeline: TrackedDict, document: Document) -> None:
    """Shorten every reference of a pipeline.

    Templates and calls with unrecognized tags are kept unchanged, and get `foreign_tags`. Raises ForeignTagError if
    this would apply to the whole pipeline.
    """
    symbols = build_symbols(desugar(pipeline, DiagnosticCollector(document)))
    if any(call.name in RESERVED_NAMES for call in symbols.calls):
        raise ForeignTagError("the name of a step is a variable prefix")
    shares = share_artifacts(symbols)
    resolver = Resolver(symbols, shares.inputs, symbols.pipeline.parameters, is_whole=False)
    tree = _PipelineTree(pipeline, symbols, tuple(shares.of_workflow))
    tree.mark_foreign_tags(ForeignTagDetector(resolver))
    shortener = ReferenceShortener(resolver)
    tree.walk(shortener)
    for call in shortener.read_loops:
        _mark_non_empty(tree.at(call.path))


def _mark_non_empty(call: TrackedDict) -> None:
    """Keep the plain tags of a manifest that reads the outputs of a loop without a fallback for an empty list."""
    if not isinstance(call["for_each"], dict):
        call["for_each"] = TrackedDict({"items": call["for_each"]})
    call["for_each"]["non_empty"] = True


class _PipelineTree(NamedTuple):
    """The tree of a pipeline, whose strings are changed, and the symbols of its scopes."""

    pipeline: TrackedDict
    symbols: Symbols
    artifacts: tuple[str, ...]

    def walk(self, tags: TagTransform) -> None:
        """Change all strings of the pipeline."""
        for template in self.symbols.templates:
            _walk_template(template, self.at(template.path), tags)
        for call in self.symbols.calls:
            _walk_call(call, self.symbols.owners[call], self.at(call.path), tags)
        self.walk_workflow(tags)

    def mark_foreign_tags(self, detector: ForeignTagDetector) -> None:
        """Mark templates and calls with unrecognized tags."""
        for template in self.symbols.templates:
            data = self.at(template.path)
            _try(data, partial(_walk_template, template, data, detector))
        for call in self.symbols.calls:
            data = self.at(call.path)
            _try(data, partial(_walk_call, call, self.symbols.owners[call], data, detector))
        self.walk_workflow(detector)

    def at(self, path: NodePath) -> Any:
        """Return the value at a path."""
        value: Any = self.pipeline
        for part in path:
            value = value[part]
        return value

    def walk_workflow(self, tags: TagTransform) -> None:
        """Change the strings outside of templates, in the scope of the pipeline's parameters."""
        data: Any = self.pipeline
        in_text = tags.in_text(Scope(self.symbols.pipeline.host))
        for key in ("volumes", *fields_of("WorkflowSpec")):
            if key in data and key not in _WITHOUT_TAGS:
                data[key] = replace_strings(data[key], in_text)
        for artifact in self.artifacts:
            written = data["artifacts"]["in"][artifact]
            if isinstance(written, dict):
                replace_strings(written, in_text)


def _try(data: Any, walk: Callable[[], None]) -> None:
    try:
        walk()
    except ForeignTagError as error:
        if "kind" in data or str(error).partition(".")[0] == "item":
            raise
        data["foreign_tags"] = True


def _walk_template(template: TemplateModel, data: Any, tags: TagTransform) -> None:
    if data.get("foreign_tags"):
        return
    scope = Scope(template)
    in_text = tags.in_text(scope)
    for key in [key for key in data if _is_own(template, key)]:
        data[key] = replace_strings(data[key], in_text)
    for name, output in (data.get("outputs") or {}).items():
        if isinstance(output, dict):
            _walk_output(output, scope, tags)
        elif template.is_composite:
            data["outputs"][name] = in_text(output)
    outputs = (data.get("artifacts") or {}).get("out") or {}
    _walk_artifacts(outputs, scope, tags, is_reference=template.is_composite)
    if template.body != "use":
        _walk_inputs(template, data, in_text)


def _is_own(template: TemplateModel, key: str) -> bool:
    """Return whether the value of a key is in the scope of the template."""
    if key in bodies():
        return key not in _OF_CALLS
    is_workflows = not template.path and key in fields_of("WorkflowSpec")
    return (key in setting_keys() or key == "volumes") and not is_workflows


def _walk_output(output: Any, scope: Scope, tags: TagTransform) -> None:
    for key, value in output.items():
        change = tags.in_expression(scope) if key == "expression" else tags.in_text(scope)
        output[key] = replace_strings(value, change)


def _walk_inputs(template: TemplateModel, data: Any, in_text: StringTransform) -> None:
    """Change the fields of input artifacts in the scope of the template; sources are in the scope of the caller."""
    for artifact in ((data.get("artifacts") or {}).get("in") or {}).values():
        if isinstance(artifact, dict) and template.path:
            own = {key: artifact[key] for key in artifact if key not in (*_SOURCES, "subPath")}
            artifact |= replace_strings(TrackedDict(own), in_text)


def _walk_call(call: CallModel, owner: TemplateModel, data: Any, tags: TagTransform) -> None:
    is_step = call.path != owner.path
    if data.get("foreign_tags") or not (call.path or is_step):
        return
    scope = Scope(owner, call)
    for key in ("with", "when", "arguments"):
        if key in data:
            data[key] = replace_strings(data[key], tags.in_text(scope))
    if "for_each" in data:
        data["for_each"] = replace_strings(data["for_each"], tags.in_text(scope._replace(is_head=True)))
    if "expression" in data:
        data["expression"] = tags.in_expression(scope)(data["expression"])
    _walk_arguments(call, data, scope, tags, is_step=is_step)


def _walk_arguments(call: CallModel, data: Any, scope: Scope, tags: TagTransform, *, is_step: bool) -> None:
    """Change the artifacts that a call passes."""
    inside = (data.get("artifacts") or {}).get("in") or {}
    own = call.own_template
    if ("use" in data and is_step) or (own is not None and own.is_composite):
        _walk_artifacts(inside, scope, tags, is_reference=True)
    elif "use" not in data:
        for artifact in inside.values():
            if isinstance(artifact, dict):
                _walk_source(artifact, scope, tags)


def _walk_artifacts(artifacts: Any, scope: Scope, tags: TagTransform, *, is_reference: bool) -> None:
    """Change artifacts in a common scope; a string may be a reference."""
    for name, artifact in artifacts.items():
        if isinstance(artifact, dict):
            _walk_source(artifact, scope, tags)
            others = {key: artifact[key] for key in artifact if key not in _SOURCES}
            artifact |= replace_strings(TrackedDict(others), tags.in_text(scope))
        elif isinstance(artifact, str):
            artifacts[name] = tags.in_text(scope._replace(names_artifact=is_reference))(artifact)


def _walk_source(artifact: Any, scope: Scope, tags: TagTransform) -> None:
    named = scope._replace(names_artifact=True)
    changes = {"from": tags.in_text(named), "fromExpression": tags.in_expression(named)}
    artifact |= {key: change(artifact[key]) for key, change in changes.items() if key in artifact}
