"""`argogen render` and `lint` without a PATH: the manifests of a project by its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from argogen.output.stamp import split_stamp
from tests.cli.conftest import BAD, GOOD, HELLO, PROJECT, Run, Tree, Write

BY_FILE = "name: by-file\nscript: {command: [python], file: job.py}\n"
EVERYWHERE = """\
pipelines: pipelines/
vars: {registry: ghcr.io/acme, tag: dev}
defaults: {image: "${{ vars.registry }}/base:${{ vars.tag }}", env: {STAGE: "${{ environment }}"}}
profiles: {big: {resources: {limits: {memory: 4Gi}}}}
environments:
  staging:
  production:
    argo_version: "4.0"
    vars: {tag: "1.4"}
    defaults: {retry: 3}
    profiles: {big: {resources: {limits: {memory: 64Gi}}}}
"""


def load(folder: Path, name: str) -> dict[str, Any]:
    return yaml.load((folder / name).read_text(), yaml.CSafeLoader)  # type: ignore[no-any-return]


def body_of(folder: Path, name: str) -> str:
    return split_stamp((folder / name).read_text()).body


def template(folder: Path, name: str) -> dict[str, Any]:
    return load(folder, name)["spec"]["templates"][0]  # type: ignore[no-any-return]


@pytest.fixture
def project(write: Write, run: Run) -> None:
    """A project of two pipelines, rendered."""
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO, "pipelines/deep/by-file.yaml": BY_FILE})
    write({"pipelines/deep/job.py": "print(1)\n", "pipelines/values.yaml": "replicas: 3\n"})
    assert run("render").code == 0


def test_renders_what_is_there(run: Run, write: Write, folder: Path, tree: Tree) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO, "pipelines/deep/other.yml": HELLO})
    done = run("render")
    assert (done.code, done.out, done.err) == (0, "", "2 manifests: 2 written\n")
    assert [name for name in tree() if name.startswith("manifests/")] == [
        "manifests/",
        "manifests/deep/",
        "manifests/deep/other.yml",
        "manifests/hello.yaml",
    ]
    assert template(folder, "manifests/hello.yaml")["container"]["image"] == "alpine:3.23"
    assert body_of(folder, "manifests/hello.yaml") == run("render", "pipelines/hello.yaml").out


@pytest.mark.usefixtures("project")
def test_from_a_folder_below(run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"pipelines/hello.yaml": HELLO.replace("echo", "printf")})
    monkeypatch.chdir(folder / "pipelines/deep")
    assert run("render").err == "2 manifests: 1 written, 1 up to date\n"
    assert "printf" in (folder / "manifests/hello.yaml").read_text()


@pytest.mark.usefixtures("project")
def test_nothing_changes_where_all_is_up_to_date(run: Run, tree: Tree) -> None:
    before = tree()
    assert run("render").err == "2 manifests: 2 up to date\n"
    assert (run("render", "--check").code, run("render", "--diff").out) == (0, "")
    assert tree() == before


CHANGES = {
    "a pipeline": ("pipelines/hello.yaml", HELLO.replace("echo", "printf"), {"hello.yaml"}),
    "a comment": ("pipelines/hello.yaml", f"# why\n{HELLO}", set()),
    "a script": ("pipelines/deep/job.py", "print(2)\n", {"deep/by-file.yaml"}),
    "a default": ("argogen.yaml", PROJECT.replace("3.23", "3.22"), {"hello.yaml", "deep/by-file.yaml"}),
    "a default of no consequence": ("argogen.yaml", f"{PROJECT}vars: {{unused: 1}}\n", set()),
    "another pipeline": ("pipelines/new.yaml", HELLO, {"new.yaml"}),
}


@pytest.mark.parametrize(("file", "text", "changed"), CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.usefixtures("project")
def test_what_a_change_touches(run: Run, write: Write, tree: Tree, file: str, text: str, changed: set[str]) -> None:
    write({file: text})
    before = tree()
    checked = run("render", "--check")
    assert checked.code == (1 if changed else 0)
    assert all(f"manifests/{name}: error[" in checked.err for name in changed)
    assert checked.err.count("error[") == len(changed)
    assert tree() == before
    assert run("render").code == 0
    assert {name for name, text in tree().items() if before.get(name) != text} == {f"manifests/{n}" for n in changed}
    assert run("render", "--check").code == 0


@pytest.mark.usefixtures("project")
def test_templates_of_the_project(run: Run, write: Write, folder: Path) -> None:
    theirs = {"ours/fields/container.yaml.j2": "image: theirs\nsource: ${{ container.source }}\n"}
    write({"argogen.yaml": f"{PROJECT}templates: ours\n", **theirs})
    assert run("render").err == "2 manifests: 2 written\n"
    assert template(folder, "manifests/hello.yaml")["container"] == {"image": "theirs"}
    write({"ours/fields/container.yaml.j2": "image: ours\nsource: ${{ container.source }}\n"})
    assert "2 stale" in run("render", "--check").err
    write({"more/fields/container.yaml.j2": "image: more\n", "pipelines/hello.yaml": f"templates: ../more\n{HELLO}"})
    run("render")
    assert template(folder, "manifests/hello.yaml")["container"] == {"image": "more"}
    assert run("render", "--check").code == 0
    write({"more/fields/container.yaml.j2": "image: another\n"})
    assert "manifests/hello.yaml: error[stale-manifest]" in run("render", "--check").err


def test_environments(run: Run, write: Write, folder: Path, tree: Tree) -> None:
    write({"argogen.yaml": EVERYWHERE, "pipelines/hello.yaml": f"{HELLO}profile: big\n"})
    assert run("render").err == "2 manifests: 2 written\n"
    staging, production = (template(folder, f"manifests/{name}/hello.yaml") for name in ("staging", "production"))
    assert [t["container"]["image"] for t in (staging, production)] == [
        "ghcr.io/acme/base:dev",
        "ghcr.io/acme/base:1.4",
    ]
    assert [t["container"]["env"][0]["value"] for t in (staging, production)] == ["staging", "production"]
    assert [t["container"]["resources"]["limits"]["memory"] for t in (staging, production)] == ["4Gi", "64Gi"]
    assert [t.get("retryStrategy") for t in (staging, production)] == [None, {"limit": 3}]
    assert "#   environment: production\n" in (folder / "manifests/production/hello.yaml").read_text()
    write({"argogen.yaml": EVERYWHERE.replace("dev", "edge").replace('"1.4"', '"1.5"')})
    assert run("render", "--env", "staging").err == "1 manifest: 1 written\n"
    assert run("render", "--check").err.splitlines()[-1] == "2 manifests: 1 up to date, 1 stale"


def test_a_pipeline_by_its_path_starts_from_its_project(run: Run, write: Write) -> None:
    write({"a/argogen.yaml": EVERYWHERE, "a/pipelines/hello.yaml": HELLO, "b/hello.yaml": GOOD})
    assert "base:1.4" in run("render", "a/pipelines/hello.yaml", "--env", "production").out
    both = run("render", "a/pipelines/hello.yaml", "b/hello.yaml", "--env", "production")
    assert [m["spec"]["templates"][0]["container"]["image"] for m in yaml.safe_load_all(both.out)] == [
        "ghcr.io/acme/base:1.4",
        "busybox",
    ]
    assert '"image": "ghcr.io/acme/base:1.4"' in run("context", "a/pipelines/hello.yaml", "--env", "production").out
    assert run("lint", "a/pipelines").code == 0


def test_closest_wins(run: Run, write: Write, folder: Path) -> None:
    text = "name: hello\nvars: {tag: mine}\ndefaults: {retry: null, env: {STAGE: me}}\nrun: echo\n"
    write({"argogen.yaml": EVERYWHERE, "pipelines/hello.yaml": text})
    run("render")
    made = template(folder, "manifests/production/hello.yaml")
    assert made["container"]["image"] == "ghcr.io/acme/base:mine"
    assert made["container"]["env"] == [{"name": "STAGE", "value": "me"}]
    assert "retryStrategy" not in made
    run("render", "--var", "tag=given", "--env", "production")
    assert template(folder, "manifests/production/hello.yaml")["container"]["image"] == "ghcr.io/acme/base:given"


def test_numbers_keep_their_spelling(run: Run, write: Write, folder: Path) -> None:
    write({"argogen.yaml": f"{PROJECT}environments: {{x: {{defaults: {{env: {{V: 3.10}}}}}}}}\n"})
    write({"pipelines/hello.yaml": f"{HELLO}env: {{W: 1}}\n"})
    run("render")
    assert template(folder, "manifests/x/hello.yaml")["container"]["env"] == [
        {"name": "V", "value": "3.10"},
        {"name": "W", "value": "1"},
    ]


def test_variables_of_the_environment(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": "name: hello\nrun: echo ${{ env.CI_SHA }}\n"})
    monkeypatch.setenv("CI_SHA", "one")
    run("render")
    assert "#   variable: CI_SHA\n" in (folder / "manifests/hello.yaml").read_text()
    assert run("render", "--check").code == 0
    monkeypatch.setenv("CI_SHA", "two")
    assert run("render", "--check").code == 1


@pytest.mark.usefixtures("project")
def test_a_change_by_hand_is_kept(run: Run, write: Write, folder: Path, tree: Tree) -> None:
    path = folder / "manifests/hello.yaml"
    path.write_text(path.read_text() + "  serviceAccountName: mine\n")
    assert "edited manually" in run("render", "--check").err
    write({"pipelines/hello.yaml": HELLO.replace("echo", "printf"), "pipelines/deep/job.py": "print(2)\n"})
    before = tree()
    done = run("render")
    assert (done.code, tree()) == (2, before)
    assert done.err.startswith(
        "manifests/hello.yaml: error[manually-edited-manifest]: the manifest was edited manually after"
    )
    assert run("render", "--force").code == 0
    assert "mine" not in path.read_text()


@pytest.mark.usefixtures("project")
def test_a_change_by_hand_that_the_pipeline_makes_too_is_nothing_to_lose(run: Run, write: Write, folder: Path) -> None:
    path = folder / "manifests/hello.yaml"
    path.write_text(path.read_text().replace("echo", "printf"))
    write({"pipelines/hello.yaml": HELLO.replace("echo", "printf")})
    assert "manifests/hello.yaml: error[outdated-stamp]" in run("render", "--check").err
    assert (run("render").code, run("render", "--check").code) == (0, 0)


@pytest.mark.parametrize("text", ["kind: ConfigMap\n", "# mine\n", "\xff"])
def test_a_file_of_others_is_kept(run: Run, write: Write, folder: Path, text: str) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO})
    path = folder / "manifests/hello.yaml"
    path.parent.mkdir()
    path.write_bytes(text.encode("latin-1"))
    assert "error[unmanaged-file]" in run("render", "--check").err
    done = run("render")
    assert (done.code, path.read_bytes()) == (2, text.encode("latin-1"))
    assert run("render", "--force").code == 0


def test_a_file_of_others_that_is_written_otherwise(run: Run, write: Write, folder: Path) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO})
    own = yaml.safe_load(run("render", "pipelines/hello.yaml").out)
    theirs = f"# ours\n{yaml.safe_dump(own, default_flow_style=True)}"
    write({"manifests/hello.yaml": theirs})
    done = run("render")
    assert (done.code, (folder / "manifests/hello.yaml").read_text()) == (2, theirs)
    assert "error[unmanaged-file]: unmanaged file, equivalent to the manifest of 'pipelines/hello.yaml'" in done.err
    checked = run("render", "--check")
    assert (checked.code, checked.err.splitlines()[-1]) == (
        1,
        "1 manifest: 1 unmanaged, with equivalent content",
    )
    assert (run("render", "--force").code, run("render", "--check").code) == (0, 0)


def test_a_file_of_others_that_is_the_same_or_empty_gets_a_stamp(run: Run, write: Write, folder: Path) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/hello.yaml": HELLO, "pipelines/two.yaml": HELLO})
    text = run("render", "pipelines/hello.yaml").out
    write({"manifests/hello.yaml": text, "manifests/two.yaml": "\n"})
    assert run("render", "--check").code == 1
    assert run("render").code == 0
    assert body_of(folder, "manifests/hello.yaml") == body_of(folder, "manifests/two.yaml") == text


@pytest.mark.usefixtures("project")
def test_a_manifest_of_the_same_content_keeps_its_stamp_until_it_is_asked_to_renew_it(
    run: Run, write: Write, tree: Tree
) -> None:
    write({"argogen.yaml": f"{PROJECT}vars: {{unused: 1}}\n"})
    before = tree()
    assert run("render").err == "2 manifests: 2 up to date\n"
    assert tree() == before
    assert run("render", "--restamp").err == "2 manifests: 2 written\n"
    assert tree() != before


@pytest.mark.usefixtures("project")
def test_fail_on_change(run: Run, write: Write, folder: Path) -> None:
    assert run("render", "--fail-on-change").code == 0
    write({"pipelines/hello.yaml": HELLO.replace("echo", "printf")})
    assert run("render", "--fail-on-change").code == 1
    assert run("render", "--fail-on-change").code == 0
    (folder / "pipelines/hello.yaml").unlink()
    assert run("render", "--fail-on-change").code == 0
    assert run("render", "--fail-on-change", "--prune").code == 1


@pytest.mark.usefixtures("project")
def test_fail_on_change_lists_the_changed_files(run: Run, write: Write, folder: Path) -> None:
    write({"pipelines/hello.yaml": HELLO.replace("echo", "printf"), "pipelines/new.yaml": HELLO})
    (folder / "pipelines/deep/by-file.yaml").unlink()
    changed = run("render", "--fail-on-change", "--prune")
    assert changed.err.splitlines() == [
        "manifests/deep/by-file.yaml: removed",
        "manifests/hello.yaml: written",
        "manifests/new.yaml: written",
        "2 manifests: 2 written, 1 removed",
    ]
    assert run("render", "--fail-on-change", "--prune").err == "2 manifests: 2 up to date\n"


@pytest.mark.usefixtures("project")
def test_fail_on_change_lists_the_files_of_all_projects(run: Run, write: Write) -> None:
    write({"team/argogen.yaml": PROJECT, "team/pipelines/hello.yaml": HELLO})
    listed = run("render", "--fail-on-change", "--all-projects").err.splitlines()
    assert listed == ["team/manifests/hello.yaml: written", "3 manifests: 1 written, 2 up to date"]


@pytest.mark.usefixtures("project")
def test_without_fail_on_change_files_are_only_counted(run: Run, write: Write) -> None:
    write({"pipelines/hello.yaml": HELLO.replace("echo", "printf")})
    assert run("render").err == "2 manifests: 1 written, 1 up to date\n"


@pytest.mark.usefixtures("project")
def test_a_pipeline_that_moved_is_named_anew(run: Run, folder: Path) -> None:
    (folder / "pipelines").rename(folder / "moved")
    (folder / "argogen.yaml").write_text(PROJECT.replace("pipelines/", "moved/"))
    assert run("render", "--check").err.count("error[outdated-stamp]") == 2
    assert run("render").code == 0
    assert "#   pipeline: ../moved/hello.yaml\n" in (folder / "manifests/hello.yaml").read_text()


@pytest.mark.usefixtures("project")
def test_nothing_is_written_when_anything_is_wrong(run: Run, write: Write, tree: Tree) -> None:
    write({"pipelines/hello.yaml": HELLO.replace("echo", "printf"), "pipelines/bad.yaml": BAD})
    before = tree()
    done = run("render")
    assert (done.code, tree()) == (2, before)
    assert done.err.startswith("pipelines/bad.yaml:3:1: error[unknown-key]")
    assert run("render", "--check").code == 2
    linted = run("lint")
    assert (linted.code, linted.err.splitlines()[-1]) == (1, "3 files: 1 error, 1 warning, 1 note")


@pytest.mark.usefixtures("project")
def test_a_broken_pipeline_that_has_a_manifest_is_still_one(run: Run, write: Write) -> None:
    write({"pipelines/hello.yaml": "nmae: hello\nrnu: echo\n"})
    assert run("render").code == 2


def test_a_fault_in_the_project_is_reported_once_and_there(run: Run, write: Write) -> None:
    text = f"{PROJECT[:-2]}, resources: {{limit: {{cpu: 1}}}}, env: {{X: '{{{{parameters.non}}}}'}}}}\n"
    write({"argogen.yaml": text, "pipelines/a.yaml": HELLO, "pipelines/b.yaml": HELLO})
    done = run("render")
    assert done.code == 2
    assert done.err.count("argogen.yaml:2:44: error[AG801 unknown-field]: unknown field 'limit'") == 1
    write({"argogen.yaml": text.replace("limit:", "limits:")})
    done = run("render")
    assert done.err.count("argogen.yaml:2:75: error[AG103 unknown-parameter]") == 1


FAULTS = {
    "no project": ({}, ".: error[missing-project-file]: no argogen.yaml in this directory"),
    "no directory": (
        {"argogen.yaml": "pipelines: pipelnes\n"},
        "argogen.yaml:1:12: error[missing-file]: no such file or directory: 'pipelnes'",
    ),
    "an unknown gap": (
        {"argogen.yaml": f'{PROJECT}output: "x/{{nme}}"\n'},
        "argogen.yaml:3:12: error[unknown-output-placeholder]",
    ),
    "no environment for a gap": (
        {"argogen.yaml": f'{PROJECT}output: "{{environment}}/{{path}}"\n'},
        "argogen.yaml:3:10: error[unknown-output-placeholder]: unknown placeholder {environment}",
    ),
    "two for one": (
        {"argogen.yaml": f"{PROJECT}output: all.yaml\n"},
        "all.yaml: error[invalid-output]: 'pipelines/a.yaml' and",
    ),
    "over itself": (
        {"argogen.yaml": f'{PROJECT}output: "pipelines/{{path}}"\n'},
        "pipelines/a.yaml: error[invalid-output]",
    ),
    "environments in one place": (
        {"argogen.yaml": f'{PROJECT}output: "m/{{path}}"\nenvironments: {{x: , y: }}\n'},
        "m/a.yaml: error[invalid-output]",
    ),
    "a number for a version": (
        {"argogen.yaml": f"{PROJECT}argo_version: 3.7\n"},
        "argogen.yaml:3:15: error[wrong-type]",
    ),
    "an unknown version": (
        {"argogen.yaml": f'{PROJECT}argo_version: "3.8"\n'},
        "argogen.yaml:3:15: error[invalid-value]: invalid Argo version '3.8'",
    ),
    "an unknown patch level": (
        {"argogen.yaml": f'{PROJECT}environments: {{x: {{argo_version: "4.0.99"}}, y: }}\n'},
        "argogen.yaml:3:34: error[invalid-value]: unknown patch level of Argo 4.0: '4.0.99'",
    ),
}


@pytest.mark.parametrize(("files", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_wrong_is_said(run: Run, write: Write, tree: Tree, files: dict[str, str], said: str) -> None:
    write({**files, "pipelines/a.yaml": HELLO, "pipelines/b.yaml": HELLO})
    before = tree()
    done = run("render")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert tree() == before


def test_an_unknown_environment(run: Run, write: Write) -> None:
    write({"argogen.yaml": EVERYWHERE, "pipelines/a.yaml": HELLO})
    for arguments in (["render"], ["render", "pipelines/a.yaml"], ["lint"], ["lint", "pipelines/a.yaml"]):
        done = run(*arguments, "--env", "prodution")
        assert done.code == 2
        assert "argogen.yaml:5:1: error[unknown-environment]: unknown environment 'prodution'" in done.err
        assert "did you mean 'production'?" in done.err


@pytest.mark.parametrize(
    "arguments", [["-o", "x"], ["pipelines/a.yaml", "--check"], ["pipelines/a.yaml", "-o", "-", "--diff"]]
)
def test_wrong_use(run: Run, write: Write, arguments: list[str]) -> None:
    write({"argogen.yaml": PROJECT, "pipelines/a.yaml": HELLO})
    done = run("render", *arguments)
    assert done.code == 2
    assert "Error: " in done.err


def test_patterns(run: Run, write: Write, tree: Tree) -> None:
    patterns = "[one.yaml, 'teams/*/pipelines/**/*.yaml', 'none/*.yaml', more]"
    write({"argogen.yaml": PROJECT.replace("pipelines/", patterns), "one.yaml": HELLO, "more/one.yml": HELLO})
    write({"teams/a/pipelines/x.yaml": HELLO, "teams/b/pipelines/deep/x.yaml": HELLO, "teams/b/x.yaml": HELLO})
    write({"teams/a/pipelines/.x/y.yaml": HELLO, "teams/a/pipelines/z.yaml": "kind: Service\napiVersion: v1\n"})
    done = run("render")
    assert done.code == 0
    assert "argogen.yaml:1:54: warning[no-pipelines]: no files match 'none/*.yaml'" in done.err
    assert {
        name.removeprefix("manifests/") for name in tree() if name.startswith("manifests/") and name[-1] != "/"
    } == {
        "one.yaml",
        "a/pipelines/x.yaml",
        "b/pipelines/deep/x.yaml",
        "one.yml",
    }


def test_output_patterns(run: Run, write: Write, tree: Tree) -> None:
    write({"argogen.yaml": f'{PROJECT}output: "../out/{{directory}}/{{name}}.argo.yaml"\n'.replace("../", "")})
    write({"pipelines/a.yaml": HELLO, "pipelines/deep/b.yml": HELLO})
    run("render")
    assert [name for name in tree() if name.startswith("out/")] == [
        "out/",
        "out/a.argo.yaml",
        "out/deep/",
        "out/deep/b.argo.yaml",
    ]


def test_pyproject(run: Run, write: Write, tree: Tree) -> None:
    write({"pyproject.toml": '[tool.argogen]\npipelines = "pipelines/"\ndefaults.image = "alpine:3.23"\n'})
    write({"pipelines/a.yaml": HELLO})
    assert run("render").err == "1 manifest: 1 written\n"
    assert "manifests/a.yaml" in tree()


def test_prints_the_manifests_of_a_project(run: Run, write: Write, tree: Tree) -> None:
    write({"argogen.yaml": EVERYWHERE, "pipelines/hello.yaml": HELLO, "pipelines/other.yaml": HELLO})
    before = tree()
    done = run("render", "--stdout", "--env", "production")
    assert (done.code, done.err, done.out.count("ghcr.io/acme/base:1.4")) == (0, "", 2)
    assert run("render", "-o", "-", "--env", "production").out == done.out
    assert tree() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "add --env NAME"),
        (("--env", "staging", "--check"), "omit --stdout"),
        (("--env", "staging", "--prune"), "writes nothing"),
        (("--env", "stagin"), "did you mean 'staging'?"),
    ],
)
def test_prints_one_environment(run: Run, write: Write, arguments: tuple[str, ...], message: str) -> None:
    write({"argogen.yaml": EVERYWHERE, "pipelines/hello.yaml": HELLO})
    done = run("render", "--stdout", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
