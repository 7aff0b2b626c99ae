"""`argogen templates`: where template files come from, how they differ, and whether they are right."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from argogen.resources import EXAMPLES, TEMPLATES
from argogen.workspace.templates import checking
from tests.cli.conftest import HELLO, Run, Tree, Write

RETRY, CONTAINER = "fields/retry.yaml.j2", "constructs/container.yaml.j2"
OWN = (TEMPLATES / RETRY).read_text()
EXTENDS = """\
{% extends "argogen/constructs/container.yaml.j2" %}
{% block settings %}
priorityClassName: low
${{ super() }}
{% endblock %}
"""
MANIFEST = "name: acme\nversion: '1'\nparameters: {team: {type: string}}\ndefaults: {labels: {team: x}}\n"
PACK = {
    "pack/argogen-pack.yaml": MANIFEST,
    f"pack/templates/{CONTAINER}": EXTENDS,
    "pack/examples/hello.yaml": f"{HELLO}image: alpine:3.23\n",
}


@pytest.fixture
def project(write: Write) -> None:
    """A project with a directory of templates, and a pack."""
    text = "pipelines: pipelines/\ntemplates: ours\npacks: {acme: {path: pack, parameters: {team: data}}}\n"
    write({"argogen.yaml": text, **PACK, f"ours/{RETRY}": "limit: 1\n", "ours/.hidden/x.yaml.j2": "a: 1\n"})


@pytest.fixture
def few_examples(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Renders two of argogen's examples instead of all of them, with and without a pack."""
    examples = folder.parent / f"{folder.name}-examples"
    examples.mkdir()
    for name in ("components.yaml", "diamond.yaml"):
        shutil.copy(EXAMPLES / name, examples)
    monkeypatch.setattr(checking, "EXAMPLES", examples)


def lines(run: Run, *arguments: str) -> dict[str, str]:
    done = run("templates", *arguments)
    assert (done.code, done.err) == (0, "")
    return dict(line.split(None, 1) for line in done.out.splitlines())


@pytest.mark.usefixtures("project")
def test_list(run: Run, write: Write) -> None:
    found = lines(run, "list")
    assert found[RETRY] == "ours (over argogen)"
    assert found[CONTAINER] == "pack acme (over argogen)"
    assert found["manifest.yaml.j2"] == "argogen"
    assert not [name for name in found if name.startswith(".")]
    write({f"more/{CONTAINER}": "x: 1\n", "more/fields/new.yaml.j2": "x: 1\n"})
    found = lines(run, "list", "--templates", "more")
    assert found[CONTAINER] == "more (over pack acme, argogen)"
    assert found["fields/new.yaml.j2"] == "more"


def test_list_without_a_project(run: Run) -> None:
    assert set(lines(run, "list").values()) == {"argogen"}


@pytest.mark.usefixtures("project")
def test_show(run: Run) -> None:
    assert run("templates", "show", RETRY).out == "limit: 1\n"
    assert run("templates", "show", f"argogen/{RETRY}").out == OWN
    assert run("templates", "show", CONTAINER).out == EXTENDS


@pytest.mark.parametrize("name", ["fields/rety.yaml.j2", "../argogen.yaml", "/etc/passwd", "ours", ".hidden/x.yaml.j2"])
@pytest.mark.usefixtures("project")
def test_a_name_that_is_none(run: Run, tree: Tree, name: str) -> None:
    before = tree()
    for command in ("show", "eject", "diff"):
        done = run("templates", command, name)
        assert (done.code, done.out, tree()) == (2, "", before)
        assert f"error[unknown-template]: unknown template file '{name}'" in done.err
    assert name != "fields/rety.yaml.j2" or "did you mean 'fields/retry.yaml.j2'?" in done.err


@pytest.mark.usefixtures("project")
def test_eject(run: Run, tree: Tree) -> None:
    done = run("templates", "eject", CONTAINER, "fields/env-var.yaml.j2")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"ours/{CONTAINER}\nours/fields/env-var.yaml.j2\n"
    assert tree()[f"ours/{CONTAINER}"] == EXTENDS.encode()
    assert tree()[f"ours/.ejected/{CONTAINER}"] == EXTENDS.encode()
    assert tree()["ours/fields/env-var.yaml.j2"] == (TEMPLATES / "fields/env-var.yaml.j2").read_bytes()
    before = tree()
    again = run("templates", "eject", CONTAINER, RETRY)
    assert (again.code, tree()) == (2, before)
    assert f"ours/{CONTAINER}: error[existing-file]: the template file already exists" in again.err


def test_eject_says_how_it_is_used(run: Run, write: Write, tree: Tree) -> None:
    write({"argogen.yaml": "pipelines: pipelines/\n"})
    done = run("templates", "eject", RETRY)
    assert (done.code, f"templates/{RETRY}" in tree()) == (0, True)
    assert "To use it, add to the project file: templates: templates" in done.err
    assert run("templates", "eject", RETRY, "--to", "other").code == 0
    assert f"other/{RETRY}" in tree()


def test_eject_makes_the_folder_that_the_project_names(run: Run, write: Write, tree: Tree) -> None:
    write({"argogen.yaml": "pipelines: pipelines/\ntemplates: ours\n"})
    assert run("templates", "eject", RETRY).err == ""
    assert f"ours/{RETRY}" in tree()


@pytest.mark.usefixtures("project")
def test_diff_of_a_file_that_was_written_by_hand(run: Run) -> None:
    done = run("templates", "diff")
    assert (done.code, done.err) == (0, f"ours/{RETRY} replaces argogen/{RETRY}:\n")
    assert done.out.startswith(f"--- argogen/{RETRY}\n+++ ours/{RETRY}\n@@ ")
    assert "+limit: 1\n" in done.out
    assert run("templates", "diff", CONTAINER).out == ""


@pytest.mark.usefixtures("project")
def test_diff_of_a_file_that_was_ejected(run: Run, folder: Path, write: Write) -> None:
    (folder / f"ours/{RETRY}").unlink()
    run("templates", "eject", RETRY)
    assert run("templates", "diff").err == f"ours/{RETRY} is unchanged since it was ejected.\n"
    write({f"ours/{RETRY}": OWN.replace("limit: ", "limit:  ")})
    mine = run("templates", "diff")
    assert mine.err == f"ours/{RETRY} changed since it was ejected:\n"
    assert mine.out.startswith(f"--- ejected/{RETRY}\n+++ ours/{RETRY}\n")
    # as after an upgrade that has added the last line
    write({f"ours/.ejected/{RETRY}": OWN.rpartition("affinity")[0], f"ours/{RETRY}": OWN.rpartition("affinity")[0]})
    theirs = run("templates", "diff")
    assert theirs.err == f"argogen/{RETRY} changed since it was ejected:\n"
    assert theirs.out.startswith(f"--- ejected/{RETRY}\n+++ argogen/{RETRY}\n")
    assert "\n+affinity: " in theirs.out


@pytest.mark.usefixtures("project")
def test_diff_of_three_texts(run: Run, write: Write) -> None:
    """What both sides have changed is named by its lines."""
    then = OWN.replace("limit: ${{ retry.limit }}", "limit: ${{ retry.count }}")
    write({f"ours/.ejected/{RETRY}": then, f"ours/{RETRY}": then.replace("limit: ${{ retry.count }}", "limit: 3")})
    line = 1 + then.splitlines().index("limit: ${{ retry.count }}")
    done = run("templates", "diff")
    assert done.err == f"ours/{RETRY} and argogen/{RETRY} have both changed line {line} of the ejected file:\n"
    assert done.out.count("--- ejected/") == 2
    write({f"ours/{RETRY}": f"{then}# mine\n"})
    apart = run("templates", "diff")
    assert apart.err == f"ours/{RETRY} and argogen/{RETRY} changed since it was ejected:\n"


@pytest.mark.usefixtures("project")
def test_rebase_counts_from_what_is_replaced_now(run: Run, folder: Path, write: Write) -> None:
    then, mine = OWN.replace("limit: ", "most: "), OWN.replace("policy", "policies")
    write({f"ours/.ejected/{RETRY}": then, f"ours/{RETRY}": mine})
    assert run("templates", "eject", RETRY, "--rebase").code == 0
    assert (folder / f"ours/{RETRY}").read_text() == mine
    assert run("templates", "diff").err == f"ours/{RETRY} changed since it was ejected:\n"
    refused = run("templates", "eject", CONTAINER, "--rebase")
    assert (refused.code, f"ours/{CONTAINER}: error[missing-file]" in refused.err) == (2, True)
    assert not (folder / f"ours/.ejected/{CONTAINER}").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("project")
def test_check_of_the_project(run: Run, write: Write) -> None:
    write({f"ours/{RETRY}": OWN})
    done = run("templates", "check")
    assert done.code == 0, done.err
    assert "--- argogen/hello.yaml\n+++ checked/hello.yaml\n" in done.out
    assert "+    priorityClassName: low\n" in done.out
    assert "team: x" in done.out
    assert "+        team: x" not in done.out  # what a pack says of pipelines is no difference of templates
    assert done.err.endswith("0 with errors\n")
    assert run("templates", "check", "--no-diff").out == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("container: {imgae: x}\n", "unknown-field"),
        ("container: ${{ template.contaner }}\n", "template-error"),
        ("container: [\n", "template-yaml"),
        ("{% if %}\n", "template-syntax"),
    ],
)
@pytest.mark.usefixtures("project")
def test_check_finds_what_is_wrong(run: Run, write: Write, text: str, code: str) -> None:
    write({f"pack/templates/{CONTAINER}": text, f"ours/{RETRY}": OWN})
    done = run("templates", "check", "--format", "json", "--no-diff")
    assert done.code == 1
    assert code in {found["name"] for found in json.loads(done.out)}
    assert "0 with errors" not in done.err


@pytest.mark.usefixtures("few_examples", "without_workers")
def test_check_of_a_pack(run: Run, write: Write, tree: Tree) -> None:
    write(PACK)
    before = tree()
    refused = run("templates", "check", "pack")
    assert refused.code == 2
    assert (
        "pack/argogen-pack.yaml:3:14: error[missing-pack-parameter]: missing value for pack parameter 'team'"
        in refused.err
    )
    assert run("templates", "check", "pack", "--parameter", "team=data", "--no-diff").code == 0
    assert "error[unknown-pack-parameter]" in run("templates", "check", "pack", "--parameter", "tema=data").err
    write({"pack/argogen-pack.yaml": MANIFEST.replace("{type", "{examples: [a], type")})
    assert run("templates", "check", "pack", "--no-diff").code == 0
    assert set(tree()) == set(before)


@pytest.mark.slow
def test_check_lints_the_examples_of_the_pack_and_the_manifests_that_come_out(run: Run, write: Write) -> None:
    manifest = "name: acme\nversion: '1'\n"
    write({**PACK, "pack/argogen-pack.yaml": manifest, "pack/examples/hello.yaml": "name: hello\nimage: a\nrun: x\n"})
    done = run("templates", "check", "pack", "--no-diff")
    assert (done.code, "pack/examples/hello.yaml:2:8: warning[AG503 unpinned-image]" in done.err) == (1, True), done.err
    write({"pack/examples/hello.yaml": "name: hello\nimage: a:1\nrun: x\n"})
    block = '{% block settings %}\npriorityClassName: "{{inputs.parameters.nope}}"\n${{ super() }}\n{% endblock %}\n'
    write({f"pack/templates/{CONTAINER}": f'{{% extends "argogen/{CONTAINER}" %}}\n{block}'})
    done = run("templates", "check", "pack", "--no-diff")
    assert done.code == 1
    reported = [line for line in done.err.splitlines() if line.startswith("pack/")]
    name = "error[AG109 unknown-tag-variable]: unknown input parameter 'nope'"
    assert reported == [f"pack/examples/hello.yaml (rendered):9:27: {name}"]


@pytest.mark.usefixtures("few_examples", "without_workers")
def test_check_applies_policies_to_the_examples_of_the_pack_alone(run: Run, write: Write) -> None:
    manifest = "name: acme\nversion: '1'\nfinal: {image: 'registry.example.com/base:1'}\n"
    write({**PACK, "pack/argogen-pack.yaml": manifest, "pack/examples/hello.yaml": HELLO})
    assert run("templates", "check", "pack", "--no-diff").code == 0
    write({"pack/examples/hello.yaml": f"{HELLO}image: other\n"})
    done = run("templates", "check", "pack", "--no-diff")
    assert done.code == 1
    assert done.err.count("error[overridden-policy]") == 1


def test_check_of_a_folder_that_is_no_pack(run: Run, write: Write) -> None:
    write({"a.yaml": HELLO})
    assert "argogen-pack.yaml: error[missing-file]" in run("templates", "check", ".").err
    assert run("templates", "check").code == 2


def test_an_unknown_command(run: Run) -> None:
    done = run("templates", "ejct")
    assert (done.code, "Did you mean 'eject'?" in done.err) == (2, True)
