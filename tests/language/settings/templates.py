"""Templates and layers of settings for tests, from the YAML that a person would write."""

from __future__ import annotations

from typing import Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.templates import Interface, TemplateExpander
from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.effective import SettingsResolver
from argogen.language.settings.layers import SettingsLayer
from argogen.yaml.document import Document
from argogen.yaml.spelled_numbers import keep_spelling
from tests.language.pipelines import read_document


def read(text: str) -> Any:
    """Return the data of a text."""
    return keep_spelling(read_document(text))


def read_layer(text: str, pack: str = "") -> SettingsLayer:
    """Return the layer of a text with `defaults`, `profiles` and `final`."""
    document = read_document(text)
    return SettingsLayer(keep_spelling(document), document, (), pack)


def read_step(text: str) -> TemplateModel:
    """Return the template of a step with this text, the first of a pipeline."""
    document = read_document(text)
    return build_step(keep_spelling(document), document)


def build_step(data: Any, document: Document) -> TemplateModel:
    """Return the template of a step, the first of a pipeline."""
    expander = TemplateExpander(DiagnosticCollector(document))
    return expander.expand_template("step", data, ("steps", 0), Interface())


def build_resolver(pipeline: str, *inherited: SettingsLayer | str) -> SettingsResolver:
    """Return the settings of a pipeline over layers, the lowest first."""
    layers = tuple(layer if isinstance(layer, SettingsLayer) else read_layer(layer) for layer in inherited)
    return SettingsResolver(read_layer(pipeline), layers)
