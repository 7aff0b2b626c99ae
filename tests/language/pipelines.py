"""Pipelines for the tests of the passes, from YAML."""

from __future__ import annotations

from typing import NamedTuple

from argogen.argo.structure import VERSIONS, load_structure
from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.pipeline import desugar
from argogen.language.model.pipeline import PipelineModel
from argogen.language.normalize import Normalization, normalize
from argogen.language.resolve.artifacts import share_artifacts
from argogen.language.resolve.resolution import Resolution, resolve
from argogen.language.resolve.symbols import build_symbols
from argogen.language.settings.effective import SettingsResolver, resolve_settings
from argogen.language.settings.layers import SettingsLayer
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents
from argogen.yaml.spelled_numbers import keep_spelling
from argogen.yaml.text import SourceText

EVERYTHING = """
name: x
parameters: {level: low}
defaults: {image: alpine, env: {LEVEL: "{{parameters.level}}"}}
tasks:
  plan:
    run: echo
    outputs: {chunks: {path: /tmp/chunks}}
    artifacts: {out: {table: /tmp/table}}
  score:
    for_each: {items: "{{plan.chunks}}", as: chunk, parallelism: 2}
    artifacts: {in: {table: {path: /tmp/t, from: "{{plan.table}}"}}}
    run: score {{chunk.id}}
    hooks: {late: {expression: "score.status == 'Failed'", use: tell, with: {text: "{{plan.chunks}}"}}}
  deep:
    needs: [plan]
    steps:
      - {name: inner, run: "echo {{score.result}} {{=asInt(plan.chunks) + 1}}"}
  tell-all: {use: tell, with: {text: "{{deep.status}}"}}
components:
  tell: {parameters: {text: }, run: "echo {{parameters.text}}"}
on_exit: {use: tell, with: {text: "{{workflow.status}}"}}
"""
"""One of everything that resolving has to do with."""


class Passes(NamedTuple):
    """A pipeline on its way through the passes."""

    document: Document
    pipeline: PipelineModel
    settings: SettingsResolver
    collector: DiagnosticCollector

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What has been found so far."""
        return self.collector.diagnostics

    def resolve(self) -> Resolution:
        """Resolve the model, from its symbols on."""
        symbols = build_symbols(self.pipeline)
        settings = resolve_settings(symbols.templates, self.settings)
        return resolve(symbols, share_artifacts(symbols), settings, {}, self.collector)


def read_document(text: str) -> Document:
    """Return the document of a text."""
    (document,) = read_documents(SourceText("pipeline.yaml", text))
    return document


def read_passes(text: str) -> Passes:
    """Return the model of a text, and what the next passes need."""
    document = read_document(text)
    collector, data = DiagnosticCollector(document), keep_spelling(document)
    settings = SettingsResolver(SettingsLayer(data, document))
    return Passes(document, desugar(data, collector), settings, collector)


def read_pipeline(text: str) -> PipelineModel:
    """Return the model of a text."""
    return read_passes(text).pipeline


def normalize_text(text: str) -> Normalization:
    """Return the Context and the diagnostics of a pipeline, which may have errors."""
    return normalize(read_document(text), load_structure(VERSIONS[-1]), read_no_file)


def build_context(text: str) -> Context:
    """Return the Context of a pipeline, which must have no errors."""
    normalized = normalize_text(text)
    assert normalized.is_complete, normalized.diagnostics
    return normalized.context


def read_no_file(name: str) -> SourceText:
    """Return an empty file."""
    return SourceText(name, "")
