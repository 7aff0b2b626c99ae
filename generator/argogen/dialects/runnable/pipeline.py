"""Translate a runnable pipeline, its configuration and its parameters to a pipeline document."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.graph.branch_context import BranchContext
from argogen.dialects.runnable.graph.graph import Graph, GraphReader, ReadDocument
from argogen.dialects.runnable.settings.configuration import Configuration, read_configuration
from argogen.dialects.runnable.settings.overrides import Overrides
from argogen.dialects.runnable.settings.parameters import RUN_ID, InitialParameters, expose, read_parameters
from argogen.dialects.runnable.settings.settings import write_defaults, write_workflow
from argogen.dialects.runnable.steps import GraphWriter
from argogen.dialects.translation import LocatedValue, SourceLocation, TranslatedDocument, translate
from argogen.language.validation import validate_document
from argogen.yaml import Document
from argogen.yaml.scalars import to_string


class RunnableInputs(NamedTuple):
    """The inputs of a translation other than the pipeline.

    `environ` are environment variables, `values` are parameters of the command line; `read_document` reads a document
    referenced by the pipeline.
    """

    read_document: ReadDocument
    configuration: Document | None = None
    parameters: Document | None = None
    environ: Mapping[str, str] = MappingProxyType({})
    values: Mapping[str, str] = MappingProxyType({})


class TranslationResult(NamedTuple):
    """The pipeline document, and the warnings and notes of its translation."""

    document: TranslatedDocument
    diagnostics: tuple[Diagnostic, ...] = ()


def translate_runnable(document: Document, around: RunnableInputs) -> TranslationResult:
    """Translate a runnable pipeline to a pipeline document. Raises InvalidInputError with all diagnostics."""
    collector = TranslationCollector()
    origin = SourceLocation(document, ())
    configuration = _read_configuration(origin, around, collector)
    collector.add(*validate_document(document, "runnable"))
    parameters = read_parameters(around.parameters, around.environ, around.values, collector)
    if _has_graph(document.data):
        initial = expose(parameters, all_fixed=configuration.value("expose_parameters_as_inputs") is False)
        pipeline = _write(origin, configuration, initial, around, collector)
    if has_errors(collector.diagnostics):
        raise InvalidInputError(collector.diagnostics)
    return TranslationResult(translate(LocatedValue(origin, pipeline)), tuple(collector.diagnostics))


def _has_graph(data: Any) -> bool:
    """Return whether the graph is complete enough to read its nodes."""
    dag = data["dag"]
    return isinstance(dag.get("start_at"), str) and isinstance(dag.get("steps"), dict)


def _read_configuration(
    origin: SourceLocation, around: RunnableInputs, collector: TranslationCollector
) -> Configuration:
    if around.configuration is not None:
        return read_configuration(around.configuration, around.environ, collector)
    message = "missing configuration: a runnable pipeline requires one for the container image"
    collector.error(origin.at("dag"), "missing-configuration", message, "use -c CONFIG", key=True)
    return Configuration(origin)


def _write(
    origin: SourceLocation,
    configuration: Configuration,
    initial: InitialParameters,
    around: RunnableInputs,
    collector: TranslationCollector,
) -> dict[str, Any]:
    dag = origin.document.data["dag"]
    graph = GraphReader(collector, around.read_document).read(origin.at("dag"), dag)
    overrides = Overrides(configuration, {}, collector)
    body = GraphWriter(overrides, collector).write_graph(graph, initial.scope, is_read=False)
    description = to_string(dag.get("description") or "").strip()
    return {
        **write_workflow(configuration.settings, configuration.origin),
        **({"description": LocatedValue(origin.at("dag", "description"), description)} if description else {}),
        "parameters": initial.exposed,
        "defaults": _add_run_id(write_defaults(configuration.settings, configuration.origin)),
        **({"profiles": overrides.profiles} if overrides.profiles else {}),
        "custom": _describe(origin, graph, configuration, around),
        body.key: body.value,
    }


def _describe(
    origin: SourceLocation, graph: Graph, configuration: Configuration, around: RunnableInputs
) -> dict[str, Any]:
    """Return data for templates that call runnable: the names of its files, and the settings of all containers."""
    described = BranchContext().describe_graph(graph)["runnable"]
    files = {"file": origin.document, "configuration": around.configuration, "parameters": around.parameters}
    named = {name: document.source.file for name, document in files.items() if document is not None}
    settings = write_defaults(configuration.settings, configuration.origin)
    shared = {key: settings[key].value for key in ("image", "mounts") if key in settings}
    return {"runnable": {**described, **named, **shared}}


def _add_run_id(defaults: dict[str, Any]) -> dict[str, Any]:
    """Add the environment variable with the run ID for tasks of runnable to the defaults."""
    run_id = {"RUNNABLE_RUN_ID": f"{{{{parameters.{RUN_ID}}}}}"}
    secrets = defaults.get("env")
    env = LocatedValue(secrets.origin, {**run_id, **secrets.value}) if secrets is not None else run_id
    return {**defaults, "env": env}
