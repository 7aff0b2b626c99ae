"""Templates and layers of settings for tests, from the YAML that a person would write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from argogen.language.settings.effective import SettingsResolver
from argogen.language.settings.layers import SettingsLayer
from argogen.language.vocabulary import body_of
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.spelled_numbers import keep_spelling
from argogen.yaml.text import SourceText


@dataclass(frozen=True)
class StepTemplate:
    """A step of a pipeline, as far as its settings go."""

    data: Mapping[str, Any]
    path: NodePath = ("steps", 0)

    @property
    def body(self) -> str:
        """The key of its body."""
        return body_of(self.data) or ""


def read(text: str) -> Any:
    """Return the data of a text."""
    return keep_spelling(read_document(text))


def read_document(text: str) -> Document:
    """Return the document of a text."""
    (document,) = read_documents(SourceText("pipeline.yaml", text))
    return document


def read_layer(text: str, pack: str = "") -> SettingsLayer:
    """Return the layer of a text with `defaults`, `profiles` and `final`."""
    document = read_document(text)
    return SettingsLayer(keep_spelling(document), document, (), pack)


def read_step(text: str) -> StepTemplate:
    """Return a step with this text."""
    return StepTemplate(read(text))


def build_resolver(pipeline: str, *inherited: SettingsLayer | str) -> SettingsResolver:
    """Return the settings of a pipeline over layers, the lowest first."""
    layers = tuple(layer if isinstance(layer, SettingsLayer) else read_layer(layer) for layer in inherited)
    return SettingsResolver(read_layer(pipeline), layers)
