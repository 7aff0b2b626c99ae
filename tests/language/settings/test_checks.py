from __future__ import annotations

import pytest

from argogen.language.collector import DiagnosticCollector
from argogen.language.settings.checks import check_layers, check_profiles, check_settings
from tests.language.pipelines import read_document
from tests.language.settings.templates import build_resolver, build_step


def list_reports(step: str, layer: str = "{}") -> list[tuple[str, int, int]]:
    """Return the codes and places of what is reported of a step."""
    document = read_document(f"steps: [{step}]")
    template, collector = build_step(document.data["steps"][0], document), DiagnosticCollector(document)
    check_profiles(template, build_resolver("{}", layer), collector)
    check_settings(template, collector)
    return [(found.code, found.place.line, found.place.column) for found in collector.diagnostics]


@pytest.mark.parametrize(
    ("step", "column"),
    [
        ("{timeout: 1h, suspend: {}}", 10),
        ("{pending_timeout: 1h, suspend: {}}", 10),
        ("{deadline: 1h, http: {url: x}}", 10),
        ("{image: a, suspend: {}}", 10),
        ("{steps: [], defaults: false}", 21),
        ("{steps: [], image: a}", 21),
    ],
)
def test_what_cannot_apply_to_the_body(step: str, column: int) -> None:
    assert list_reports(step) == [("inapplicable-key", 1, column)]


@pytest.mark.parametrize(
    "step",
    ["{retry: 3, suspend: {}}", "{timeout: 1h, http: {url: x}}", "{retry: 3, steps: []}", "{defaults: false, run: x}"],
)
def test_what_argo_takes(step: str) -> None:
    assert list_reports(step) == []


def test_unknown_profiles() -> None:
    assert list_reports("{run: x, profile: gpuu}", "{profiles: {gpu: {}}}") == [("unknown-profile", 1, 27)]


@pytest.mark.parametrize("key", ["deadline: 30000d", "timeout: 200000d", "pending_timeout: 1e300", "timeout: soon"])
def test_durations_that_no_field_holds_are_reported_where_they_are(key: str) -> None:
    layer = f"{{defaults: {{{key}}}, profiles: {{p: {{{key}}}}}}}"
    pipeline = f"{{defaults: {{{key}}}, ttl: 30000d, deadline: 30000d}}"
    resolver = build_resolver(pipeline, layer)
    collector = DiagnosticCollector(resolver.pipeline.document, [(resolver.inherited[0].document, ())])
    check_layers(resolver, collector)
    assert {found.code for found in collector.diagnostics} == {"invalid-value"}
    assert [found.place.text for found in collector.diagnostics] == [pipeline, layer, pipeline, layer]
    starts = [found.place.text[found.place.column - 1 :].partition("d")[0] for found in collector.diagnostics]
    assert starts[0] == "30000"
