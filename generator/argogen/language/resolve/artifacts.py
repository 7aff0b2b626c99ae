"""Input artifacts: what of one belongs to the template, and what to its caller.

Argo puts an argument in the place of the whole input, but for its path and its modes (workflow/common/util.go,
ProcessArgs). So what says where an artifact comes from is the caller's as soon as the caller has anything to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.language.model.pipeline import FROM, ArtifactModel, CallModel, TemplateModel
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.tags import find_texts_with_tags, references

_OF_INPUT = frozenset({"path", "mode", "recurseMode"})
_OF_BOTH = frozenset({"optional"})
# What a caller's scope has and the template's own inputs have not.
_OF_CALLER = frozenset({"item", "steps", "tasks"})

Artifacts = Mapping[str, ArtifactModel]


class ArtifactShares(NamedTuple):
    """Which artifacts each template takes in, which each call passes on, and which are the workflow's arguments."""

    inputs: Mapping[TemplateModel, Artifacts]
    arguments: Mapping[CallModel, Artifacts]
    of_workflow: Artifacts


class _Share(NamedTuple):
    """What of an input artifact is the template's, and what its caller's; either may be empty."""

    input: ArtifactModel
    argument: ArtifactModel


def share_artifacts(symbols: Symbols) -> ArtifactShares:
    """Settle which artifacts are inputs, arguments, and the workflow's."""
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
    """Share the pipeline's artifacts: where one comes from can be changed at submit time, as a parameter's value."""
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
    """Return whether an input artifact has to come from the caller."""
    return not artifact.fields.get("optional") and not any(store in artifact.fields for store in ARTIFACT_STORES)


def _moves(artifact: ArtifactModel, call: CallModel, symbols: Symbols) -> bool:
    return any(key in artifact.fields for key in FROM) or _is_of_caller(artifact, call, symbols)


def _share(artifact: ArtifactModel, *, moves: bool) -> _Share:
    if not moves:
        return _Share(artifact, artifact._replace(fields={}))
    of_input = {key: value for key, value in artifact.fields.items() if key in _OF_INPUT | _OF_BOTH}
    argument = {key: value for key, value in artifact.fields.items() if key not in _OF_INPUT}
    has_source = bool(argument.keys() - _OF_BOTH)
    return _Share(artifact._replace(fields=of_input), artifact._replace(fields=argument if has_source else {}))


def _is_of_caller(artifact: ArtifactModel, call: CallModel, symbols: Symbols) -> bool:
    """Return whether a store depends on the loop or on another step, so that only the caller can name it."""
    scope = Scope(symbols.owners[call], call)
    own = {key: value for key, value in artifact.fields.items() if key not in _OF_INPUT}
    found = (references(text, lambda parts: symbols.is_visible(parts[0], scope)) for text in find_texts_with_tags(own))
    parts = [reference.parts for given in found for reference in given]
    if any(root == "parameters" and rest and rest[0] in call.arguments for root, *rest in parts):
        return False
    return any(root in _OF_CALLER or symbols.is_visible(root, scope) for root, *_ in parts)
