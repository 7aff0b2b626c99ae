"""Artifacts: the short forms of the language, and what of an input belongs to the template and what to its caller.

Argo puts an argument in the place of the whole input, but for its path and its modes (workflow/common/util.go,
ProcessArgs). So what says where an artifact comes from is the caller's as soon as the caller has anything to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import Structure
from argogen.context import Artifact
from argogen.language.code.functions import INPUTS, OUTPUTS, is_code
from argogen.language.model.drafts import CallModel, Scope, TemplateModel
from argogen.language.model.outline import Outline
from argogen.language.resolve.plumbing import TagWriter, texts_with_tags
from argogen.language.tags import braced, references
from argogen.language.resolve.walk import is_visible
from argogen.language.vocabulary import ARGO_ROOTS, COMPOSITES
from argogen.yaml.node_path import NodePath

Full = Mapping[str, Any]
PathOf = Callable[[str], NodePath]

STORES = frozenset({"artifactory", "azure", "gcs", "git", "hdfs", "http", "oss", "plugin", "raw", "s3"})
FROM = ("from", "fromExpression")
_OF_INPUT = frozenset({"path", "mode", "recurseMode"})
_OF_BOTH = frozenset({"optional"})
# What a caller's scope has and the template's own inputs have not.
_OF_CALLER = frozenset({"item", "steps", "tasks"})


class Share(NamedTuple):
    """What of an input artifact is the template's, and what its caller's; either may be empty."""

    input: Full
    argument: Full


def spell_out(written: Any, short: str) -> Full:
    """An artifact's short forms in full: a text is its field `short`; a reference may lack its braces."""
    full: Full = {} if written is None else {short: written} if isinstance(written, str) else written
    reference = full.get("from")
    if not isinstance(reference, str) or reference.partition(".")[0] in ARGO_ROOTS:  # Argo needs no braces
        return full
    return {**full, "from": braced(reference)}


def list_outputs(draft: TemplateModel) -> dict[str, Full]:
    """The output artifacts in full: a text is a path, on steps and tasks a reference."""
    short = "from" if is_composite(draft) else "path"
    written = draft.output_artifacts.items()
    return {name: _locate(draft, name, spell_out(it, short), OUTPUTS) for name, it in written}


def _locate(draft: TemplateModel, name: str, full: Full, folder: str) -> Full:
    """An artifact of Python's that has no path is an object; the code around it finds it by its name."""
    return {"path": f"{folder}/{name}", **full} if is_code(draft.body) else full


def is_composite(draft: TemplateModel) -> bool:
    """Whether a template has no files of its own, so that its artifacts have no paths."""
    return draft.body in COMPOSITES or draft.body == "use"


def is_missing(full: Full) -> bool:
    """Whether an input artifact has to come from the caller."""
    return not full.get("optional") and not any(store in full for store in STORES)


def share_artifacts(result: Outline) -> None:
    """Settle which input artifacts each draft declares, which each call passes on, and which are the workflow's."""
    for draft in result.drafts:
        if draft.component and draft.body != "use":
            draft.artifacts = {name: _take_in(draft, name, spell_out(it, "path")) for name, it in _written(draft.data)}
    for call in result.calls():
        _share_of_call(call)
    _share_of_pipeline(result)


def _written(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from (data.get("artifacts", {}).get("in") or {}).items()


def _share_of_call(call: CallModel) -> None:
    if not call.data.keys() & {"artifacts", "arguments"}:
        return
    draft = call.target
    if not isinstance(draft, TemplateModel) or draft.caller is not call:
        written = (call.data.get("arguments") or {}).get("artifacts") or ()
        more = {full["name"]: {key: it for key, it in full.items() if key != "name"} for full in written}
        call.artifacts = {**{name: spell_out(it, "from") for name, it in _written(call.data)}, **more}
        return
    for name, written in _written(call.data):
        full = spell_out(written, "from" if is_composite(draft) else "path")
        shared = _share(full, moves=any(key in full for key in FROM) or _is_of_caller(full, call))
        draft.artifacts[name] = _take_in(draft, name, shared.input)
        if shared.argument:
            call.artifacts[name] = shared.argument


def _share_of_pipeline(result: Outline) -> None:
    """On a pipeline, what says where an artifact comes from can be changed at submit time, as a parameter's value."""
    main = result.main
    for name, written in _written(result.data):
        full = spell_out(written, "path")
        shared = _share(full, moves=True) if main is not None and main.body != "use" else Share({}, full)
        if shared.argument or not full.get("optional"):
            result.artifacts[name] = shared.argument
        if main is not None and main.body != "use":
            main.artifacts[name] = _take_in(main, name, shared.input)


def _take_in(draft: TemplateModel, name: str, full: Full) -> Full:
    if is_code(draft.body) and "path" not in full:
        draft.objects.append(name)
    return _locate(draft, name, full, INPUTS)


def _share(full: Full, *, moves: bool) -> Share:
    if not moves:
        return Share(full, {})
    of_input = {key: value for key, value in full.items() if key in _OF_INPUT | _OF_BOTH}
    argument = {key: value for key, value in full.items() if key not in _OF_INPUT}
    return Share(of_input, argument if argument.keys() - _OF_BOTH else {})


def _is_of_caller(full: Full, call: CallModel) -> bool:
    """Whether a store is told by the loop or by another step, so that only the caller can say where the artifact is."""
    scope = Scope(call.owner, call)
    texts = texts_with_tags({key: value for key, value in full.items() if key not in _OF_INPUT})
    found = (references(text, lambda parts: is_visible(parts[0], scope)) for text in texts)
    parts = [reference.parts for given in found for reference in given]
    if any(root == "parameters" and rest and rest[0] in call.arguments for root, *rest in parts):
        return False
    return any(root in _OF_CALLER or is_visible(root, scope) for root, *_ in parts)


def build_artifacts(
    written: Mapping[str, Full], path_of: PathOf, scope: Scope, structure: Structure
) -> tuple[Artifact, ...]:
    """Artifacts of the Context, every reference written out; `path_of` says where one stands in the document."""
    return tuple(_build(name, full, path_of(name), scope, structure) for name, full in written.items())


def _build(name: str, full: Full, path: NodePath, scope: Scope, structure: Structure) -> Artifact:
    write, write_artifact = TagWriter(scope), TagWriter(scope._replace(artifact=True))
    named = ("path", *FROM)
    others = write(structure.coerce({key: value for key, value in full.items() if key not in named}, "Artifact"))
    expression = full.get("fromExpression")
    return Artifact(
        name,
        path=write(full.get("path")),
        reference=write_artifact(full.get("from")),
        expression=None if expression is None else write_artifact.expression(expression),
        others={key: value for key, value in others.items() if value is not None},
        origin=path,
    )
