"""Simplify a pipeline in Argo terms to an idiomatic one."""

from __future__ import annotations

from typing import NamedTuple

from argogen.dialects.translation import LocatedValue, TranslatedDocument
from argogen.importing.calls import keep_unknown_calls, list_handlers, shorten_call, shorten_calls
from argogen.importing.containers import shorten_container
from argogen.importing.factoring import factor_settings
from argogen.importing.head import shorten_head, shorten_retry
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
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath


class SimplifiedPipeline(NamedTuple):
    """A simplified pipeline; `moved` maps original paths that no longer exist to their replacements."""

    pipeline: TrackedDict
    moved: dict[NodePath, NodePath]

    def with_argo_version(self, version: str) -> SimplifiedPipeline:
        """Return the same pipeline with a version of Argo."""
        pipeline = TrackedDict({**self.pipeline, "argo_version": version}, self.pipeline.at)
        return self._replace(pipeline=order_keys(pipeline))


def simplify(
    main: LocatedValue, document: Document, *, rename: bool = False, factor: bool = False, keep_argo_terms: bool = False
) -> SimplifiedPipeline:
    """Simplify the pipeline that a dialect has built.

    `rename` replaces names of templates by generated names; `factor` moves shared settings into `defaults`;
    `keep_argo_terms` keeps all tags and templates unchanged. Raises ForeignTagError if the latter is required.
    """
    pipeline = build_tree(main)
    for component in (pipeline.get("components") or TrackedDict()).values():
        _shorten_component(component, pipeline)
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
    """Arrange a pipeline that a dialect has built in terms of the language.

    `custom`, which contains data for templates of the dialect and is not part of a manifest, is dropped. Comments above
    the `first` key of the original apply to the whole pipeline.
    """
    pipeline = build_translated_tree(translation)
    drop_keys(pipeline, "custom")
    return SimplifiedPipeline(order_keys(pipeline), {(first,): ()} if first else {})


def _escape(pipeline: TrackedDict) -> None:
    """Escape `${{`, which argogen would substitute."""
    for change in (replace_strings, replace_keys):
        change(pipeline, lambda text: text.replace("${{", "$${{"))


def _shorten_component(component: TrackedDict, pipeline: TrackedDict) -> None:
    shorten_parameters(component, "default")
    shorten_outputs(component)
    shorten_artifacts(component)
    shorten_retry(component)
    shorten_container(component, pipeline)
    shorten_calls(component)


__all__ = ["ForeignTagError", "SimplifiedPipeline", "simplify"]
