"""Split input artifacts into the inputs of templates and the arguments of calls.

An argument replaces the whole input artifact in Argo, except for its path and modes (workflow/common/util.go,
ProcessArgs). The fields for the source of an artifact are therefore moved to the argument if there is one.
"""

from __future__ import annotations

from collections.abc import Mapping

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.language.model.pipeline import FROM, ArtifactModel, CallModel, TemplateModel
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.tags import find_texts_with_tags, references
from argogen.records import Record, TupleRecord

_OF_INPUT = frozenset({"path", "mode", "recurseMode"})
_OF_BOTH = frozenset({"optional"})
# Variable prefixes that are available to the caller only.
_OF_CALLER = frozenset({"item", "steps", "tasks"})

Artifacts = Mapping[str, ArtifactModel]


class ArtifactShares(TupleRecord):
    """The input artifacts of templates, the artifact arguments of calls, and those of the workflow."""

    inputs: Mapping[TemplateModel, Artifacts]
    arguments: Mapping[CallModel, Artifacts]
    of_workflow: Artifacts


class _Share(Record):
    """The fields of an artifact for the input of the template and the argument of the caller; both can be empty."""

    input: ArtifactModel
    argument: ArtifactModel


def share_artifacts(symbols: Symbols) -> ArtifactShares:
    """Split the artifacts of a pipeline into inputs, arguments of calls, and arguments of the workflow."""
    inputs: dict[TemplateModel, Artifacts] = {
        template: template.input_artifacts for template in symbols.templates if template.input_artifacts
    }
    arguments: dict[CallModel, Artifacts] = {}
    for call in symbols.calls:
        if not call.artifacts:
            continue
        template = call.own_template
        if template is None:
            arguments[call] = call.artifacts
            continue
        shares = [_share(artifact, moves=_moves(artifact, call, symbols)) for artifact in call.artifacts.values()]
        inputs[template] = {share.input.name: share.input for share in shares}
        arguments[call] = {share.argument.name: share.argument for share in shares if share.argument.fields}
    of_workflow = _share_of_pipeline(symbols, inputs)
    return ArtifactShares(inputs, arguments, of_workflow)


def _share_of_pipeline(symbols: Symbols, inputs: dict[TemplateModel, Artifacts]) -> Artifacts:
    """Split the artifacts of the pipeline: like values of parameters, their sources can be set at submit time."""
    pipeline, main = symbols.pipeline, symbols.pipeline.main
    if main is None or main.body == "use":
        shares = [_Share(artifact._replace(fields={}), artifact) for artifact in pipeline.artifacts.values()]
    else:
        shares = [_share(artifact, moves=True) for artifact in pipeline.artifacts.values()]
        inputs[main] = {share.input.name: share.input for share in shares}
    declared = zip(shares, pipeline.artifacts.values(), strict=True)
    given = (share for share, artifact in declared if share.argument.fields or not artifact.fields.get("optional"))
    return {share.argument.name: share.argument for share in given}


def is_missing(artifact: ArtifactModel) -> bool:
    """Return whether an input artifact is required from the caller."""
    return not artifact.fields.get("optional") and not any(store in artifact.fields for store in ARTIFACT_STORES)


def _moves(artifact: ArtifactModel, call: CallModel, symbols: Symbols) -> bool:
    return any(key in artifact.fields for key in FROM) or _is_of_caller(artifact, call, symbols)


def _share(artifact: ArtifactModel, *, moves: bool) -> _Share:
    if not moves:
        return _Share(artifact, artifact._replace(fields={}, is_object=False))
    of_input = {key: value for key, value in artifact.fields.items() if key in _OF_INPUT | _OF_BOTH}
    argument = {key: value for key, value in artifact.fields.items() if key not in _OF_INPUT}
    has_source = bool(argument.keys() - _OF_BOTH)
    passed_on = artifact._replace(fields=argument if has_source else {}, is_object=False)
    return _Share(artifact._replace(fields=of_input), passed_on)


def _is_of_caller(artifact: ArtifactModel, call: CallModel, symbols: Symbols) -> bool:
    """Return whether the source depends on a loop or another step, and is therefore available to the caller only."""
    scope = Scope(symbols.owners[call], call)
    own = {key: value for key, value in artifact.fields.items() if key not in _OF_INPUT}
    found = (references(text, lambda parts: symbols.is_visible(parts[0], scope)) for text in find_texts_with_tags(own))
    parts = [reference.parts for given in found for reference in given]
    if any(root == "parameters" and rest and rest[0] in call.arguments for root, *rest in parts):
        return False
    return any(root in _OF_CALLER or symbols.is_visible(root, scope) for root, *_ in parts)
