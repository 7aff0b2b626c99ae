"""Where in a pipeline tags are read, and by whom: there Argo's become references of the language."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from argogen.importing.tags import Change, ForeignTagError, Shortener, Watcher
from argogen.importing.tree import Map, change_texts
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.artifacts import is_composite, share_artifacts
from argogen.language.model.drafts import CallModel, Scope, TemplateModel
from argogen.language.model.outline import Outline, outline
from argogen.language.resolve.scope import Pipeline
from argogen.language.vocabulary import RESERVED_NAMES, bodies, fields_of, setting_keys
from argogen.yaml.document import Document

_OF_CALLS = ("steps", "tasks", "use")
_NOT_TEXTS = frozenset({"on_exit", "hooks", "template_defaults"})
_SOURCES = ("from", "fromExpression")

Tags = Watcher | Shortener


def shorten_references(pipeline: Map, document: Document) -> None:
    """Write every reference of a pipeline in its short form.

    Templates and calls that have tags of other programs stay as they are, and say so. Raises ForeignTagError where that
    can only be said of the whole pipeline.
    """
    result = outline(pipeline, DiagnosticCollector(document))
    if any(call.name in RESERVED_NAMES for call in result.calls()):
        raise ForeignTagError("a step is called as tags begin")
    share_artifacts(result)
    scope = Pipeline(tuple(pipeline.get("parameters") or ()), is_whole=False)
    _look_through(result, Watcher(scope, result.host))
    tags = Shortener(scope, result.host)
    for draft in result.drafts:
        _walk_draft(draft, tags)
    for call in result.calls():
        _walk_call(call, tags)
    _walk_workflow(result, tags)


def _look_through(result: Outline, watcher: Watcher) -> None:
    """Mark whatever has tags of other programs."""
    for draft in result.drafts:
        _try(draft.data, partial(_walk_draft, draft, watcher))
    for call in result.calls():
        _try(call.data, partial(_walk_call, call, watcher))
    _walk_workflow(result, watcher)


def _try(data: Any, walk: Callable[[], None]) -> None:
    try:
        walk()
    except ForeignTagError as error:
        if "kind" in data or str(error).partition(".")[0] == "item":
            raise
        data["foreign_tags"] = True


def _walk_draft(draft: TemplateModel, tags: Tags) -> None:
    data: Any = draft.data
    if data.get("foreign_tags"):
        return
    in_text = tags.in_text(Scope(draft))
    for key in [key for key in data if _is_own(draft, key)]:
        data[key] = change_texts(data[key], in_text)
    for name, output in (data.get("outputs") or {}).items():
        if isinstance(output, dict):
            _walk_output(output, draft, tags)
        elif is_composite(draft):
            data["outputs"][name] = in_text(output)
    _walk_artifacts(
        (data.get("artifacts") or {}).get("out") or {}, Scope(draft), tags, is_reference=is_composite(draft)
    )
    if draft.body != "use":
        _walk_inputs(draft, in_text)


def _is_own(draft: TemplateModel, key: str) -> bool:
    """Whether what stands under a key is read inside of the template."""
    if key in bodies():
        return key not in _OF_CALLS
    is_workflows = not draft.path and key in fields_of("WorkflowSpec")
    return (key in setting_keys() or key == "volumes") and not is_workflows


def _walk_output(output: Any, draft: TemplateModel, tags: Tags) -> None:
    for key, value in output.items():
        is_expression = key == "expression"
        change = tags.in_expression(Scope(draft)) if is_expression else tags.in_text(Scope(draft))
        output[key] = change_texts(value, change)


def _walk_inputs(draft: TemplateModel, in_text: Change) -> None:
    """What of input artifacts is the template's; where they come from is the caller's."""
    for artifact in ((draft.data.get("artifacts") or {}).get("in") or {}).values():
        if isinstance(artifact, dict) and draft.path:
            own = {key: artifact[key] for key in artifact if key not in (*_SOURCES, "subPath")}
            artifact |= change_texts(Map(own), in_text)


def _walk_call(call: CallModel, tags: Tags) -> None:
    data: Any = call.data
    if data.get("foreign_tags"):
        return
    scope = Scope(call.owner, call)
    for key in ("with", "when", "arguments"):
        if key in data:
            data[key] = change_texts(data[key], tags.in_text(scope))
    if "for_each" in data:
        data["for_each"] = change_texts(data["for_each"], tags.in_text(scope._replace(head=True)))
    if "expression" in data:
        data["expression"] = tags.in_expression(scope)(data["expression"])
    _walk_arguments(call, scope, tags)


def _walk_arguments(call: CallModel, scope: Scope, tags: Tags) -> None:
    """The artifacts that a call gives."""
    inside = (call.data.get("artifacts") or {}).get("in") or {}
    opens = isinstance(call.target, TemplateModel) and call.target.caller is call
    is_use = "use" in call.data and call.path != call.owner.path
    if is_use or (opens and isinstance(call.target, TemplateModel) and is_composite(call.target)):
        _walk_artifacts(inside, scope, tags, is_reference=True)
    elif "use" not in call.data:
        for artifact in inside.values():
            if isinstance(artifact, dict):
                _walk_source(artifact, scope, tags)


def _walk_artifacts(artifacts: Any, scope: Scope, tags: Tags, *, is_reference: bool) -> None:
    """Artifacts that are all read at one scope; a text may be a reference."""
    for name, artifact in artifacts.items():
        if isinstance(artifact, dict):
            _walk_source(artifact, scope, tags)
            others = {key: artifact[key] for key in artifact if key not in _SOURCES}
            artifact |= change_texts(Map(others), tags.in_text(scope))
        elif isinstance(artifact, str):
            artifacts[name] = tags.in_text(scope._replace(artifact=is_reference))(artifact)


def _walk_source(artifact: Any, scope: Scope, tags: Tags) -> None:
    named = scope._replace(artifact=True)
    changes = {"from": tags.in_text(named), "fromExpression": tags.in_expression(named)}
    artifact |= {key: change(artifact[key]) for key, change in changes.items() if key in artifact}


def _walk_workflow(result: Outline, tags: Tags) -> None:
    """What stands outside of all templates sees the pipeline's parameters."""
    data: Any = result.data
    in_text = tags.in_text(Scope(result.host))
    for key in ("volumes", *fields_of("WorkflowSpec")):
        if key in data and key not in _NOT_TEXTS:
            data[key] = change_texts(data[key], in_text)
    for artifact in result.artifacts:
        written = data["artifacts"]["in"][artifact]
        if isinstance(written, dict):
            change_texts(written, in_text)
