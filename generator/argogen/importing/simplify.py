"""Shorten a pipeline in the terms of Argo to one that a person would write."""

from __future__ import annotations

from typing import NamedTuple

from argogen.dialects.translation import LocatedValue, TranslatedDocument
from argogen.importing.calls import keep_unknown_calls, list_handlers, shorten_call, shorten_calls
from argogen.importing.containers import shorten_container
from argogen.importing.factoring import factor_settings
from argogen.importing.head import shorten_head, shorten_name, shorten_retry, shorten_volumes
from argogen.importing.inlining import inline_templates
from argogen.importing.order import order_components, order_keys
from argogen.importing.references import shorten_references
from argogen.importing.tags import ForeignTagError
from argogen.importing.tree import (
    TrackedDict,
    build_translated_tree,
    build_tree,
    drop_keys,
    replace_keys,
    replace_strings,
)
from argogen.importing.value_shortening import shorten_artifacts, shorten_outputs, shorten_parameters
from argogen.language.vocabulary import body_of
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath


class SimplifiedPipeline(NamedTuple):
    """A simplified pipeline; `moved` maps original paths that it no longer has to those that replace them."""

    pipeline: TrackedDict
    moved: dict[NodePath, NodePath]


def simplify(
    main: LocatedValue, document: Document, *, rename: bool = False, factor: bool = False, keep_argo_terms: bool = False
) -> SimplifiedPipeline:
    """Return the pipeline that a dialect has made, simplified.

    `rename` lets argogen choose the names of templates; `factor` puts what is common into `defaults`; `keep_argo_terms`
    leaves all tags and all templates as they are. Raises ForeignTagError if nothing else will do.
    """
    pipeline = build_tree(main)
    for component in (pipeline.get("components") or TrackedDict()).values():
        _shorten_component(component)
    for handler in list_handlers(pipeline):
        shorten_call(handler)
    keep_unknown_calls(pipeline)
    moved = {} if keep_argo_terms else inline_templates(pipeline, rename=rename)
    if not keep_argo_terms:
        pipeline.pop("foreign_tags", None)
        shorten_references(pipeline, document)
    if "${{" in document.source.text:
        _escape(pipeline)
    shorten_head(pipeline)
    if factor:
        factor_settings(pipeline)
    order_components(pipeline, document)
    return SimplifiedPipeline(order_keys(pipeline), moved)


def arrange_translation(translation: TranslatedDocument, first: str = "") -> SimplifiedPipeline:
    """Return a pipeline that a dialect has made in the words of the language, as a person would write it.

    What the dialect leaves in `custom` for its own templates is dropped, since no manifest contains it. Comments
    above the `first` key of the original are those of the whole.
    """
    pipeline = build_translated_tree(translation)
    drop_keys(pipeline, "custom")
    if "metadata" in pipeline:
        shorten_name(pipeline)
    return SimplifiedPipeline(order_keys(pipeline), {(first,): ()} if first else {})


def _escape(pipeline: TrackedDict) -> None:
    """Write what argogen would fill in as it writes that itself."""
    for change in (replace_strings, replace_keys):
        change(pipeline, lambda text: text.replace("${{", "$${{"))


def _shorten_component(component: TrackedDict) -> None:
    body = body_of(component) or ""
    shorten_parameters(component, "default")
    shorten_outputs(component, body)
    shorten_artifacts(component)
    shorten_volumes(component)
    shorten_retry(component)
    shorten_container(component)
    shorten_calls(component)


__all__ = ["ForeignTagError", "SimplifiedPipeline", "simplify"]
