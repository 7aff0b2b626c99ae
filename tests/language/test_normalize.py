from __future__ import annotations

from pathlib import Path

import pytest

from argogen.argo.structure import VERSIONS, load_structure
from argogen.context import as_json
from argogen.language.normalize import normalize
from argogen.language.validation.pipeline import validate_pipeline
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText
from tests.language.pipelines import EVERYTHING, build_context, normalize_text, read_no_file
from tests.language.snapshots import freeze

UNREADABLE = {"duplicate-keys.yaml", "yaml.yaml"}
BAD = Path(__file__).parents[1] / "cases" / "bad"
GOOD = sorted((BAD.parent / "good").glob("*.yaml"))
CASES = sorted(path for path in BAD.glob("*.yaml") if path.name not in UNREADABLE)

# One mistake of each pass: none of them keeps the others from being found.
MISTAKES = """
name: x
defaults: {image: alpine, timeout: 1h}
parameters: {level: {value: mid, enum: [low, high]}}
tasks:
  plan: {run: echo, needs: [plam], profile: gpu}
  score: {run: "echo {{plan.reslut}} {{plan.result}}"}
  use: {use: tell, with: {txt: x}}
  wait: {suspend: {}, image: alpine}
  twice: {run: echo, image: alpine, argo: {container: {}}}
  loop: {run: echo, for_each: nothing}
components:
  tell: {parameters: {text: }, run: "echo {{parameters.text}}"}
"""


def test_every_pass_reports_what_it_finds() -> None:
    found = {diagnostic.code for diagnostic in normalize_text(MISTAKES).diagnostics}
    assert found == {
        "conflicting-raw-field",
        "invalid-loop-items",
        "inapplicable-key",
        "invalid-choice",
        "unknown-argument",
        "unknown-output",
        "unknown-profile",
        "unknown-task",
    }


def test_the_context_has_what_could_be_resolved() -> None:
    normalized = normalize_text(MISTAKES)
    assert not normalized.is_complete
    tasks = {task.name: task for task in normalized.context.templates[0].tasks}
    assert list(tasks) == ["plan", "score", "use", "wait", "twice", "loop"]
    assert tasks["score"].dependencies == ("plan",)
    score = next(template for template in normalized.context.templates if template.name == "score")
    assert score.container is not None
    assert score.container.args == ("echo {{plan.reslut}} {{inputs.parameters.result}}",)


def test_a_pipeline_without_errors_is_complete() -> None:
    assert build_context(EVERYTHING).templates


@pytest.mark.parametrize("path", GOOD, ids=[path.stem for path in GOOD])
def test_normalizing_twice_gives_the_same_and_changes_nothing(path: Path) -> None:
    structure = load_structure(VERSIONS[-1])
    for document in read_documents(SourceText(path.name, path.read_text("utf-8"))):
        if isinstance(document.data, dict) and not validate_pipeline(document):
            before = freeze(document.data)
            one, other = (normalize(document, structure, read_no_file) for _ in range(2))
            assert as_json(one.context) == as_json(other.context)
            assert one.diagnostics == other.diagnostics
            assert freeze(document.data) == before


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_whatever_is_wrong_there_is_a_context(path: Path) -> None:
    structure = load_structure(VERSIONS[0])
    for document in read_documents(SourceText(path.name, path.read_text("utf-8"))):
        if isinstance(document.data, dict) and not validate_pipeline(document):
            normalized = normalize(document, structure, read_no_file)
            assert as_json(normalized.context)["workflow"]


def test_a_template_inside_of_itself_is_put_there_once() -> None:
    normalized = normalize_text("{name: x, use: a, components: {a: {steps: [{name: b, use: a, inline: true}]}}}")
    assert not normalized.is_complete


def test_steps_of_the_same_name_are_all_there() -> None:
    normalized = normalize_text("{name: x, steps: [{name: a, run: x}, {name: a, run: y}]}")
    assert [diagnostic.code for diagnostic in normalized.diagnostics] == ["duplicate-name"]
    names = [template.name for template in normalized.context.templates]
    assert len(names) == len(set(names)) == 3
