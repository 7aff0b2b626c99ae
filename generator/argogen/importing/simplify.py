"""A pipeline in Argo's words, as its dialect gives it, in the fewest words that say the same."""

from __future__ import annotations

from typing import NamedTuple

from argogen.importing.calls import keep_strangers, list_calls, list_handlers, shorten_call, shorten_calls
from argogen.importing.containers import shorten_container
from argogen.importing.head import shorten_head, shorten_retry, shorten_volumes
from argogen.importing.inlining import inline_templates
from argogen.importing.order import order_keys
from argogen.importing.references import ForeignTagError, shorten_references
from argogen.importing.tree import Map, grow
from argogen.importing.values import shorten_artifacts, shorten_outputs, shorten_parameters
from argogen.source.document import Document
from argogen.source.notes import NodePath
from argogen.source.translation import Part
from argogen.vocabulary import body_of


class Simple(NamedTuple):
    """A simplified pipeline; `moved` says where parts of the original went that are no parts of it any more."""

    pipeline: Map
    moved: dict[NodePath, NodePath]


def simplify(main: Part, document: Document, *, rename: bool = False, in_argos_words: bool = False) -> Simple:
    """The pipeline that a dialect has made, simplified.

    `rename` lets argogen choose the names of templates; `in_argos_words` leaves all tags and all templates as they are.
    """
    pipeline = grow(main)
    for component in (pipeline.get("components") or Map()).values():
        _shorten_component(component)
    for handler in list_handlers(pipeline):
        shorten_call(handler)
    keep_strangers(pipeline)
    moved = {} if in_argos_words else inline_templates(pipeline, rename=rename)
    if not in_argos_words:
        pipeline.pop("foreign_tags", None)
        shorten_references(pipeline, document)
    shorten_head(pipeline)
    return Simple(order_keys(pipeline), moved)


def _shorten_component(component: Map) -> None:
    for call in list_calls(component):
        if call.get("inline"):
            _shorten_component(call)
    body = body_of(component) or ""
    shorten_parameters(component, "default")
    shorten_outputs(component, body)
    shorten_artifacts(component)
    shorten_volumes(component)
    shorten_retry(component)
    shorten_container(component)
    shorten_calls(component)


__all__ = ["ForeignTagError", "Simple", "simplify"]
