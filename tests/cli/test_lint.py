"""`argogen lint`: exit codes and the summary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import BAD, Run, Tree, Write

GOOD = "name: hello\nimage: busybox:1.36\nrun: echo hello\n"
WARNED = "name: warned\nimage: busybox:1.36\nrun: echo\nargo: {newField: 1}\n"
# what only breaks rules: a warning, and a note
FLOATING = "name: floating\nimage: busybox\nrun: echo\n"
NOTED = "name: noted\nparameters: {who: world}\nimage: busybox:1.36\nrun: echo {{parameters.who}}\n"


def test_nothing_found(run: Run, write: Write) -> None:
    write({"a.yaml": GOOD})
    done = run("lint", "a.yaml")
    assert (done.code, done.out, done.err) == (0, "", "1 file: no diagnostics\n")


@pytest.mark.parametrize(
    ("files", "code", "summary"),
    [
        ({"a.yaml": BAD, "b.yaml": BAD}, 1, "2 files: 2 errors, 2 warnings"),
        ({"a.yaml": GOOD, "b.yaml": GOOD}, 0, "2 files: no diagnostics"),
        ({"a.yaml": BAD}, 1, "1 file: 1 error, 1 warning"),
        ({"a.yaml": WARNED}, 1, "1 file: 1 warning"),
        ({"a.yaml": BAD, "b.yaml": GOOD, "c.yaml": WARNED, "d.yaml": WARNED}, 1, "4 files: 1 error, 3 warnings"),
    ],
)
def test_findings_are_counted(
    run: Run, write: Write, tree: Tree, files: dict[str, str], code: int, summary: str
) -> None:
    write(files)
    before = tree()
    done = run("lint", *files)
    assert (done.code, done.out, done.err.splitlines()[-1]) == (code, "", summary)
    assert done.err.count("error[") == sum(text == BAD for text in files.values())
    assert tree() == before


def test_a_folder_is_searched_and_reported_in_reading_order(run: Run, write: Write) -> None:
    write({"in/b.yaml": WARNED, "in/a/c.yaml": WARNED, "in/other.yaml": "replicas: 3\n"})
    done = run("lint", "in")
    heads = [line.partition(":")[0] for line in done.err.splitlines() if "warning[" in line]
    assert (done.code, heads) == (1, ["in/a/c.yaml", "in/b.yaml"])


def test_standard_input(run: Run) -> None:
    assert run("lint", "-", stdin=GOOD).code == 0
    done = run("lint", "-", stdin=BAD)
    assert (done.code, done.err.partition(":")[0]) == (1, "<stdin>")


def test_a_text_that_is_no_yaml_is_a_finding(run: Run, write: Write) -> None:
    write({"a.yaml": "a: [1\n"})
    done = run("lint", "a.yaml")
    assert (done.code, done.err.splitlines()[-1]) == (1, "1 file: 1 error")


@pytest.mark.parametrize("arguments", [[], ["missing.yaml"], ["--nope", "a.yaml"], ["a.yaml", "--argo-version", "1.0"]])
def test_wrong_use(run: Run, write: Write, arguments: list[str]) -> None:
    write({"a.yaml": GOOD})
    done = run("lint", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_a_note_is_reported_and_is_no_finding(run: Run, write: Write) -> None:
    write({"a.yaml": NOTED})
    done = run("lint", "a.yaml")
    assert (done.code, done.err.splitlines()[-1]) == (0, "1 file: 1 note")
    assert "note[AG501 code-injection]" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "summary"),
    [
        ([], 1, "1 file: 1 warning"),
        (["--ignore", "unpinned-image"], 0, "1 file: no diagnostics"),
        (["--ignore", "AG503,AG501"], 0, "1 file: no diagnostics"),
        (["--ignore", "AG5"], 0, "1 file: no diagnostics"),
        (["--ignore", "all", "--select", "AG5"], 1, "1 file: 1 warning"),
        (["--ignore", "AG503", "--select", "AG5"], 0, "1 file: no diagnostics"),
        (["--severity", "AG503=error"], 1, "1 file: 1 error"),
        (["--severity", "AG5=error", "--severity", "unpinned-image=note"], 0, "1 file: 1 note"),
        (["--select", "missing-resource-limits"], 1, "1 file: 1 warning, 1 note"),
        (["--select", "AG7", "--ignore", "all"], 0, "1 file: 6 notes"),
    ],
)
def test_rules_are_chosen(run: Run, write: Write, arguments: list[str], code: int, summary: str) -> None:
    write({"a.yaml": FLOATING})
    done = run("lint", "a.yaml", *arguments)
    assert (done.code, done.err.splitlines()[-1]) == (code, summary)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "AG999"], "unknown rule 'AG999'"),
        (["--ignore", "unpinned-imgae"], "did you mean 'unpinned-image'?"),
        (["--severity", "AG503"], "'AG503' is not RULE=error, RULE=warning or RULE=note"),
        (["--severity", "AG503=bad"], "'AG503=bad' is not RULE=error"),
        (["--severity", "nothing=error"], "unknown rule 'nothing'"),
    ],
)
def test_rules_that_there_are_not(run: Run, write: Write, arguments: list[str], said: str) -> None:
    write({"a.yaml": GOOD})
    done = run("lint", "a.yaml", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())


def test_what_keeps_a_manifest_from_being_made_cannot_be_disabled(run: Run, write: Write) -> None:
    text = "name: a\nimage: busybox:1.36\nenv: {A: '{{nobody.x}}'}  # argogen: ignore[AG101]\nrun: env\n"
    write({"a.yaml": text})
    done = run("lint", "a.yaml", "--ignore", "AG1", "--severity", "AG101=note")
    assert done.code == 1
    assert "error[AG101 unknown-reference]" in done.err


def test_a_comment_ignores_for_render_too(run: Run, write: Write) -> None:
    mounted = "name: a\nimage: busybox:1.36\nmounts: {/a: a}"
    write({"a.yaml": f"{mounted}\nrun: ls\n", "b.yaml": f"{mounted}  # argogen: ignore[undeclared-volume]\nrun: ls\n"})
    assert (run("render", "a.yaml").code, run("render", "b.yaml").code) == (2, 0)
    assert (run("lint", "a.yaml").code, run("lint", "b.yaml").code) == (1, 0)


MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: by-hand-}
spec:
  entrypoint: main
  templates:
  - name: main
    steps:
    - - name: plan
        template: plan
        arguments: {parameters: [{name: size, value: 3}, {name: colour, value: red}]}
    - - name: show
        template: plann
    - - name: loop
        template: plan
        arguments: {parameters: [{name: size, value: "{{steps.paln.outputs.result}}"}]}
        withItems: [a, {{foreign.tag}}]
  - name: plan
    inputs: {parameters: [{name: size}]}
    container: {image: alpine, command: [echo, "{{inputs.parameters.sise}} {{ name }}"]}
""".replace("{{foreign.tag}}", '"{{foreign.tag}}"')


def test_checks_manifests_at_their_own_lines(run: Run) -> None:
    done = run("lint", "-", stdin=MANIFEST)
    assert (done.code, done.out) == (1, "")
    said = [line for line in done.err.splitlines() if line.startswith("<stdin>")]
    assert said == [
        "<stdin>:11:73: warning[AG114 unknown-argument]: template 'plan' has no parameter 'colour'",
        "<stdin>:13:19: error[AG116 unknown-component]: unknown template 'plann'",
        "<stdin>:16:57: error[AG109 unknown-tag-variable]: unknown step 'paln'",
        "<stdin>:20:24: warning[AG503 unpinned-image]: image 'alpine' has no tag: the default 'latest' is mutable",
        "<stdin>:20:51: error[AG109 unknown-tag-variable]: unknown input parameter 'sise'",
    ]


def test_reports_what_has_the_wrong_form_beside_what_has_the_wrong_meaning(run: Run) -> None:
    done = run("lint", "-", stdin=MANIFEST.replace("template: plann", "tempalte: plan"))
    said = [line.split(" ")[:3] for line in done.err.splitlines() if line.startswith("<stdin>")]
    assert said == [
        ["<stdin>:11:73:", "warning[AG114", "unknown-argument]:"],
        ["<stdin>:13:9:", "error[AG801", "unknown-field]:"],
        ["<stdin>:16:57:", "error[AG109", "unknown-tag-variable]:"],
        ["<stdin>:20:24:", "warning[AG503", "unpinned-image]:"],
        ["<stdin>:20:51:", "error[AG109", "unknown-tag-variable]:"],
    ]


def test_takes_manifests_out_of_folders(run: Run, tmp_path: Path) -> None:
    (tmp_path / "by-hand.yaml").write_text(MANIFEST)
    (tmp_path / "pipeline.yaml").write_text(GOOD)
    (tmp_path / "other.yaml").write_text("kind: ConfigMap\napiVersion: v1\n")
    done = run("lint", str(tmp_path))
    assert done.err.splitlines()[-1].startswith("2 files: 3 errors")
    assert run("render", str(tmp_path)).code == 0, "a manifest is no pipeline to be rendered"
