"""The selection of rules by project files and packs."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run, Write

pytestmark = pytest.mark.usefixtures("without_workers")

FLOATING = "name: floating\nimage: busybox\nrun: echo\n"
FILES = {"pipelines/a.yaml": FLOATING, "pipelines/old/b.yaml": FLOATING}


def heads(text: str) -> list[str]:
    """Return the diagnostics without messages: `a.yaml warning[AG503 unpinned-image]`."""
    lines = [line.split(": ")[:2] for line in text.splitlines() if "[AG" in line]
    return [f"{place.partition(':')[0].removeprefix('pipelines/')} {name}" for place, name in lines]


@pytest.mark.parametrize(
    ("lint", "found"),
    [
        ("{}", ["a.yaml warning[AG503 unpinned-image]", "old/b.yaml warning[AG503 unpinned-image]"]),
        ("{ignore: [unpinned-image]}", []),
        (
            "{ignore: [all], select: [AG701]}",
            ["a.yaml note[AG701 missing-resource-limits]", "old/b.yaml note[AG701 missing-resource-limits]"],
        ),
        ("{ignore: [AG5], paths: {pipelines/old/: {select: [AG503]}}}", ["old/b.yaml warning[AG503 unpinned-image]"]),
        ("{ignore: [AG5], paths: {'**/a.y*ml': {select: [AG503]}}}", ["a.yaml warning[AG503 unpinned-image]"]),
        ("{paths: {pipelines/*.yaml: {ignore: [AG5]}}}", ["old/b.yaml warning[AG503 unpinned-image]"]),
        ("{paths: {pipelines/old/b.yaml: {ignore: [AG5]}}}", ["a.yaml warning[AG503 unpinned-image]"]),
        ("{paths: {'pipelines/?.yaml': {ignore: [AG5]}, pipelines/old: {ignore: [AG5]}}}", []),
        ("{paths: {'pipelines/**': {ignore: [AG5]}}}", []),
        (
            "{severities: {AG5: error}, paths: {pipelines/old/: {severities: {AG503: note}}}}",
            ["a.yaml error[AG503 unpinned-image]", "old/b.yaml note[AG503 unpinned-image]"],
        ),
    ],
)
def test_a_project_chooses(run: Run, write: Write, lint: str, found: list[str]) -> None:
    write({"argogen.yaml": f"pipelines: pipelines/\nlint: {lint}\n", **FILES})
    assert heads(run("lint").err) == found
    assert heads(run("lint", "pipelines").err) == found


def test_a_project_selects_a_profile(run: Run, write: Write) -> None:
    nightly = "name: nightly\nschedule: 0 3 * * *\nimage: alpine:3.23\nrun: echo\n"
    files = {"pipelines/a.yaml": nightly, "pipelines/old/b.yaml": nightly}
    paths = "{paths: {pipelines/old/: {profile: kubeflow}}}"
    write({"argogen.yaml": f"pipelines: pipelines/\nlint: {paths}\n", **files})
    assert heads(run("lint").err) == ["old/b.yaml error[AG851 kubeflow-kind]"]
    everywhere = ["a.yaml error[AG851 kubeflow-kind]", "old/b.yaml error[AG851 kubeflow-kind]"]
    assert heads(run("lint", "--profile", "kubeflow").err) == everywhere
    assert heads(run("lint", "--profile", "kubeflow", "--ignore", "AG851").err) == []
    write({"argogen.yaml": "pipelines: pipelines/\nlint: {profile: kubeflow}\n"})
    assert heads(run("lint").err) == everywhere
    assert run("render").code == 0


def test_an_unknown_profile_is_an_error(run: Run, write: Write) -> None:
    write({"argogen.yaml": "pipelines: pipelines/\nlint: {profile: kubeflw}\n", **FILES})
    found = run("lint")
    assert found.code == 2
    assert "argogen.yaml:2:17: error[invalid-choice]: expected kubeflow, found string 'kubeflw'" in found.err


def test_the_command_line_has_the_last_word(run: Run, write: Write) -> None:
    write({"argogen.yaml": "pipelines: pipelines/\nlint: {ignore: [AG503], severities: {AG503: error}}\n", **FILES})
    assert heads(run("lint", "--select", "AG5").err) == [
        "a.yaml error[AG503 unpinned-image]",
        "old/b.yaml error[AG503 unpinned-image]",
    ]
    assert run("lint", "--select", "AG5", "--severity", "AG503=note").code == 0


def test_packs_come_before_the_project(run: Run, write: Write) -> None:
    pack = "name: acme\nversion: '1'\nlint: {select: [AG701], severities: {AG503: error}}\n"
    project = "pipelines: pipelines/a.yaml\npacks: {acme: {path: pack}}\n"
    write({"pack/argogen-pack.yaml": pack, "argogen.yaml": project, **FILES})
    assert heads(run("lint").err) == [
        "a.yaml note[AG701 missing-resource-limits]",
        "a.yaml error[AG503 unpinned-image]",
    ]
    write({"argogen.yaml": f"{project}lint: {{ignore: [AG7], severities: {{AG5: note}}}}\n"})
    assert heads(run("lint").err) == ["a.yaml note[AG503 unpinned-image]"]


def test_it_counts_for_render_too(run: Run, write: Write) -> None:
    warned = "name: a\nimage: busybox:1.36\nrun: echo\nargo: {newField: 1}\n"
    write({"argogen.yaml": "pipelines: a.yaml\n", "a.yaml": warned})
    assert "warning[AG801 unknown-field]" in run("render").err
    write({"argogen.yaml": "pipelines: a.yaml\nlint: {ignore: [AG801]}\n"})
    assert "AG801" not in run("render", "a.yaml").err


@pytest.mark.parametrize("command", ["lint", "render"])
@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"argogen.yaml": "pipelines: pipelines/\nlint: {ignore: [floating-imgae]}\n"},
            "argogen.yaml:2:17: error[AG001 unknown-rule]: unknown rule 'floating-imgae'",
        ),
        (
            {"argogen.yaml": "pipelines: pipelines/\nlint: {severities: {AG999: note}}\n"},
            "argogen.yaml:2:21: error[AG001 unknown-rule]: unknown rule 'AG999'",
        ),
        (
            {"argogen.yaml": "pipelines: pipelines/\nlint: {paths: {elsewhere/: {select: [AG5, nope]}}}\n"},
            "argogen.yaml:2:43: error[AG001 unknown-rule]: unknown rule 'nope'",
        ),
        (
            {
                "argogen.yaml": "pipelines: pipelines/\npacks: {acme: {path: pack}}\n",
                "pack/argogen-pack.yaml": "name: acme\nversion: '1'\nlint: {select: [x-y]}\n",
            },
            "pack/argogen-pack.yaml:3:17: error[AG001 unknown-rule]: unknown rule 'x-y'",
        ),
    ],
)
def test_rules_that_there_are_not(run: Run, write: Write, command: str, files: dict[str, str], said: str) -> None:
    write({**files, **FILES})
    done = run(command)
    assert (done.code, done.err.count(said)) == (2, 1), done.err
