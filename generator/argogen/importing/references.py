"""Shorten Argo's tags to references of the language, wherever in a pipeline they are read."""

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
_NOT_TEXTS = frozenset({"on_exit", "hooks", "template_defaults"})
_SOURCES = ("from", "fromExpression")

TagTransform = ForeignTagDetector | ReferenceShortener


def shorten_references(pipeline: TrackedDict, document: Document) -> None:
    """Write every reference of a pipeline in its short form.

    Templates and calls with tags of other programs are kept, and get `foreign_tags`. Raises ForeignTagError where that
    would have to hold for the whole pipeline.
    """
    symbols = build_symbols(desugar(pipeline, DiagnosticCollector(document)))
    if any(call.name in RESERVED_NAMES for call in symbols.calls):
        raise ForeignTagError("a step is called as tags begin")
    shares = share_artifacts(symbols)
    resolver = Resolver(symbols, shares.inputs, tuple(symbols.pipeline.parameters), is_whole=False)
    tree = _PipelineTree(pipeline, symbols, tuple(shares.of_workflow))
    tree.look_through(ForeignTagDetector(resolver))
    tree.walk(ReferenceShortener(resolver))


class _PipelineTree(NamedTuple):
    """The tree of a pipeline, in which texts are changed, and the symbols by whose scopes they are read."""

    pipeline: TrackedDict
    symbols: Symbols
    artifacts: tuple[str, ...]

    def walk(self, tags: TagTransform) -> None:
        """Change the texts of everything."""
        for template in self.symbols.templates:
            _walk_template(template, self.at(template.path), tags)
        for call in self.symbols.calls:
            _walk_call(call, self.symbols.owners[call], self.at(call.path), tags)
        self.walk_workflow(tags)

    def look_through(self, watcher: ForeignTagDetector) -> None:
        """Mark whatever has tags of other programs."""
        for template in self.symbols.templates:
            data = self.at(template.path)
            _try(data, partial(_walk_template, template, data, watcher))
        for call in self.symbols.calls:
            data = self.at(call.path)
            _try(data, partial(_walk_call, call, self.symbols.owners[call], data, watcher))
        self.walk_workflow(watcher)

    def at(self, path: NodePath) -> Any:
        """Return what is at a path."""
        value: Any = self.pipeline
        for part in path:
            value = value[part]
        return value

    def walk_workflow(self, tags: TagTransform) -> None:
        """Change what stands outside of all templates, which sees the pipeline's parameters."""
        data: Any = self.pipeline
        in_text = tags.in_text(Scope(self.symbols.pipeline.host))
        for key in ("volumes", *fields_of("WorkflowSpec")):
            if key in data and key not in _NOT_TEXTS:
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
    """Return whether what stands under a key is read inside of the template."""
    if key in bodies():
        return key not in _OF_CALLS
    is_workflows = not template.path and key in fields_of("WorkflowSpec")
    return (key in setting_keys() or key == "volumes") and not is_workflows


def _walk_output(output: Any, scope: Scope, tags: TagTransform) -> None:
    for key, value in output.items():
        change = tags.in_expression(scope) if key == "expression" else tags.in_text(scope)
        output[key] = replace_strings(value, change)


def _walk_inputs(template: TemplateModel, data: Any, in_text: StringTransform) -> None:
    """Change the fields of input artifacts that are the template's; where they come from is the caller's."""
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
    """Change artifacts that are all read at one scope; a string may be a reference."""
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
