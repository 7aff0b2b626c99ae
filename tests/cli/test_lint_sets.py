"""A directory is linted as one set: references between its files, and several templates with one name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write
from tests.cli.test_lint_refs import CALLER, LIBRARY, OURS, PIPELINE, codes

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OTHER = LIBRARY.replace("who", "whom")
NOTE = "note duplicate-name"
WHOLE = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: whole-}
spec: {workflowTemplateRef: {name: library}, entrypoint: bye}
"""


def test_the_examples_have_no_errors_and_warnings(run: Run) -> None:
    done = run("lint", str(EXAMPLES))
    assert (done.code, [line for line in done.err.splitlines() if ": error[" in line or ": warning[" in line]) == (
        0,
        [],
    )


@pytest.mark.parametrize("arguments", [["."], ["flows", "templates"], ["templates", "flows/caller.yaml"]])
@pytest.mark.parametrize(("caller", "library"), [(CALLER, LIBRARY), (PIPELINE, LIBRARY), (PIPELINE, OURS)])
def test_templates_of_other_files_are_found(
    run: Run, write: Write, caller: str, library: str, arguments: list[str]
) -> None:
    write({"flows/caller.yaml": caller, "templates/deep/library.yml": library})
    assert codes(run, *arguments) == []


def test_templates_behind_templates_are_found(run: Run, write: Write) -> None:
    """A volume that the second template of a chain mounts is to be declared by the calling workflow."""
    head = LIBRARY.partition("    inputs:")[0]
    first = f"{head}    steps: [[{{name: a, templateRef: {{name: second, template: hello}}}}]]\n"
    second = f"{head}    container: {{image: 'a:1', command: [a], volumeMounts: [{{name: data, mountPath: /data}}]}}\n"
    caller = CALLER.partition("        arguments")[0]
    write({"a.yaml": caller, "in/first.yaml": first, "in/second.yaml": second.replace("library", "second")})
    assert codes(run, ".") == [
        "a.yaml:10 error undeclared-volume",
        "in/first.yaml:7 warning undeclared-volume",
    ]


@pytest.mark.parametrize("arguments", [["."], ["b", "a"], ["a", "b"]])
def test_the_nearest_of_several_templates_applies(run: Run, write: Write, arguments: list[str]) -> None:
    write({f"{team}/{name}.yaml": text for team in "ab" for name, text in (("caller", CALLER), ("library", LIBRARY))})
    assert codes(run, *arguments) == []
    write({"b/library.yaml": OTHER})
    assert {found.partition(":")[0] for found in codes(run, *arguments)} == {"b/caller.yaml"}


@pytest.mark.parametrize(
    ("name", "found"), [("a/x/caller.yaml", 0), ("b/x/y/caller.yaml", 2), ("b/caller.yaml", 2), ("a/caller.yaml", 0)]
)
def test_near_is_the_shortest_way_through_directories(run: Run, write: Write, name: str, found: int) -> None:
    write({name: CALLER, "a/library.yaml": LIBRARY, "b/library.yaml": OTHER})
    assert len(codes(run, ".")) == found


def test_the_template_of_the_same_file_applies(run: Run, write: Write) -> None:
    write({"both.yaml": f"{LIBRARY}---\n{CALLER}", "z.yaml": OTHER})
    assert [found.partition(" ")[2] for found in codes(run, "both.yaml", "z.yaml")] == [NOTE]


def test_the_template_of_the_same_environment_applies(run: Run, write: Write) -> None:
    project = "pipelines: pipelines/\nenvironments: {one: {vars: {who: who}}, two: {vars: {who: whom}}}\n"
    library = OURS.replace("{who: }", '{"${{ vars.who }}": }').replace("parameters.who", "parameters.${{ vars.who }}")
    write({"argogen.yaml": project, "pipelines/library.yaml": library, "pipelines/caller.yaml": PIPELINE})
    assert codes(run, "--env", "one") == []
    assert len(codes(run, "--env", "two")) == len(codes(run)) > 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CALLER, "template 'hello' in b/library.yaml has no input parameter 'who'"),
        (CALLER.replace("template: hello", "template: bye"), "of WorkflowTemplate 'library' in b/library.yaml"),
        (
            CALLER.replace("who", "whom").replace("parameters.said", "parameters.sad"),
            "its template is in b/library.yaml",
        ),
        (
            WHOLE,
            "WorkflowTemplate 'library' in b/library.yaml has no template 'bye'",
        ),
    ],
)
def test_diagnostics_name_the_file_of_the_template(run: Run, write: Write, text: str, message: str) -> None:
    write({"a/library.yaml": LIBRARY, "b/library.yaml": OTHER, "b/caller.yaml": text})
    assert message in run("lint", ".").err
    (Path("a") / "library.yaml").unlink()
    assert "in b/library.yaml" not in run("lint", ".").err


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a.yaml": LIBRARY, "b.yaml": OTHER}, [f"a.yaml:3 {NOTE}"]),
        ({"a.yaml": f"{LIBRARY}---\n{OTHER}"}, [f"a.yaml:3 {NOTE}"]),
        ({"a.yaml": LIBRARY, "b.yaml": OURS, "c.yaml": LIBRARY}, [f"a.yaml:3 {NOTE}", f"b.yaml:1 {NOTE}"]),
        ({"a/x.yaml": LIBRARY, "b/x.yaml": LIBRARY}, []),
        ({"a.yaml": LIBRARY, "b.yaml": LIBRARY.replace("WorkflowTemplate", "ClusterWorkflowTemplate")}, []),
        ({"a.yaml": LIBRARY, "b.yaml": LIBRARY.replace("{name: library}", "{name: library, namespace: b}")}, []),
    ],
)
def test_several_templates_with_one_name_in_a_directory(
    run: Run, write: Write, files: dict[str, str], found: list[str]
) -> None:
    write(files)
    assert codes(run, ".") == found


def test_the_note_names_the_template_that_applies(run: Run, write: Write) -> None:
    write({"a.yaml": LIBRARY, "b.yaml": OTHER})
    assert "WorkflowTemplate 'library' is also defined in b.yaml:3:18, which applies" in run("lint", ".").err
    assert codes(run, ".", "--ignore", "duplicate-name") == []
    write({"a.yaml": LIBRARY.replace("{name: library}", "{name: library}  # argogen: ignore[duplicate-name]")})
    assert codes(run, ".") == []


def test_a_template_that_is_also_a_reference_is_no_duplicate(run: Run, write: Write) -> None:
    write({"library.yaml": LIBRARY, "caller.yaml": CALLER})
    assert codes(run, ".", "--ref", "library.yaml", "--ref", ".") == []
