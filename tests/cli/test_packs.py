"""Packs of real git repositories: fetched, locked, cached, and used."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from argogen.caches import find_user_cache
from argogen.engine.workers import pool
from argogen.packs.contents import find_copy
from tests.cli.conftest import HELLO, Git, Run, Tree, Write, start

pytestmark = pytest.mark.usefixtures("without_workers", "cache")
LIMITS = pool.PACK_LIMITS
MANIFEST = """\
name: acme
version: 1.2.0
argogen: ">=0.1"
parameters:
  team: {type: string, pattern: "^[a-z-]+$", description: who owns the pipelines, examples: [data]}
  tier: {enum: [low, high], default: low}
defaults: {image_pull_policy: Always, labels: {team: "${{ packs.acme.team }}"}, retry: 1}
profiles: {gpu: {resources: {limits: {gpu: 1}}}}
final: {security_context: {runAsNonRoot: true}, env: {TEAM: "${{ packs.acme.team }}"}}
"""
CONTAINER = """\
{% extends "argogen/constructs/container.yaml.j2" %}
{% block settings %}
priorityClassName: ${{ packs.acme.tier }}
${{ super() }}
{% endblock %}
"""
PACK = {
    "pack/argogen-pack.yaml": MANIFEST,
    "pack/templates/constructs/container.yaml.j2": CONTAINER,
    "pack/examples/hello.yaml": f"{HELLO}image: alpine:3.23\n",
}


@pytest.fixture
def with_workers(without_workers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiles pipelines with packs in processes with limits, as always outside of the tests."""
    monkeypatch.setattr(pool, "PACK_LIMITS", LIMITS)


def write_project(write: Write, source: str, more: str = "") -> None:
    project = f"pipelines: pipelines/\ndefaults: {{image: alpine:3.23}}\npacks:\n  acme: {source}\n{more}"
    write({"team/argogen.yaml": project, "team/pipelines/hello.yaml": HELLO})


@pytest.fixture
def local(write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project that uses a pack in a directory beside it."""
    write(PACK)
    write_project(write, "{path: ../pack, parameters: {team: data}}")
    monkeypatch.chdir(folder / "team")


@pytest.fixture
def remote(write: Write, folder: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> str:
    """A project that uses a pack in a git repository, at the tag v1; the URL of that."""
    write(PACK)
    git("init", "-q", "-b", "main", "pack")
    git("-C", "pack", "add", "-A")
    git("-C", "pack", "commit", "-qm", "one")
    git("-C", "pack", "tag", "v1")
    url = (folder / "pack").as_uri()
    write_project(write, f"{{git: '{url}', ref: v1, parameters: {{team: data}}}}")
    monkeypatch.chdir(folder / "team")
    return url


def template(name: str = "manifests/hello.yaml") -> dict[str, Any]:
    return yaml.safe_load(Path(name).read_text())["spec"]["templates"][0]  # type: ignore[no-any-return]


def commit(write: Write, git: Git, files: dict[str, str], *tags: str) -> None:
    """Commit a change of the pack; the tags are set to it."""
    write(files)
    git("-C", "pack", "add", "-A")
    git("-C", "pack", "commit", "-qm", "more")
    for tag in tags:
        git("-C", "pack", "tag", "-f", tag)


@pytest.mark.usefixtures("local", "with_workers")
def test_a_pack_brings_templates_defaults_profiles_and_policies(run: Run, write: Write) -> None:
    write({"team/pipelines/hello.yaml": f"{HELLO}profile: gpu\n"})
    assert run("render").err == "1 manifest: 1 written\n"
    made = template()
    assert made["priorityClassName"] == "low"
    assert made["metadata"] == {"labels": {"team": "data"}}
    assert made["retryStrategy"] == {"limit": 1}
    assert made["container"]["imagePullPolicy"] == "Always"
    assert made["container"]["securityContext"] == {"runAsNonRoot": True}
    assert made["container"]["resources"] == {"limits": {"nvidia.com/gpu": "1"}}
    assert made["container"]["env"] == [{"name": "TEAM", "value": "data"}]
    assert run("render", "--check").code == 0
    assert run("lint").code == 0


@pytest.mark.usefixtures("local")
def test_the_project_and_the_pipeline_come_before_a_pack(run: Run, write: Write) -> None:
    write_project(write, "{path: ../pack, parameters: {team: data}}", "profiles: {gpu: {retry: 7}}\ntemplates: ours\n")
    write({"team/ours/constructs/container.yaml.j2": '{% extends "acme/constructs/container.yaml.j2" %}\n'})
    write({"team/pipelines/hello.yaml": f"{HELLO}image_pull_policy: Never\nprofile: gpu\nlabels: {{team: null}}\n"})
    assert run("render").code == 0
    made = template()
    assert (made["priorityClassName"], made["retryStrategy"]) == ("low", {"limit": 7})
    assert made["container"]["imagePullPolicy"] == "Never"


@pytest.mark.usefixtures("local")
def test_the_first_pack_wins(run: Run, write: Write) -> None:
    write({"other/argogen-pack.yaml": "name: other\nversion: '1'\ndefaults: {retry: 5, image_pull_policy: Never}\n"})
    write({"other/templates/constructs/container.yaml.j2": CONTAINER.replace("${{ packs.acme.tier }}", "theirs")})
    for packs, retry, priority in (("acme other", 1, "low"), ("other acme", 5, "theirs")):
        sources = {"acme": "{path: ../pack, parameters: {team: data}}", "other": "{path: ../other}"}
        named = "".join(f"  {name}: {sources[name]}\n" for name in packs.split())
        write({"team/argogen.yaml": f"pipelines: pipelines/\ndefaults: {{image: alpine:3.23}}\npacks:\n{named}"})
        assert run("render").code == 0
        assert (template()["retryStrategy"], template()["priorityClassName"]) == ({"limit": retry}, priority)


CONTRADICTIONS = {
    "env: {TEAM: mine}": "env.TEAM",
    "defaults: {env: {TEAM: null}}": "env.TEAM",
    "defaults: {security_context: {runAsNonRoot: false}}": "security_context.runAsNonRoot",
    "defaults: {security_context: null}": "security_context",
    "profiles: {unused: {security_context: {runAsNonRoot: false}}}": "security_context.runAsNonRoot",
}


@pytest.mark.parametrize(("text", "what"), CONTRADICTIONS.items())
@pytest.mark.usefixtures("local")
def test_what_is_final_cannot_be_said_otherwise(run: Run, write: Write, text: str, what: str) -> None:
    write({"team/pipelines/hello.yaml": f"{HELLO}{text}\n"})
    done = run("render")
    assert done.code == 2
    assert f"error[overridden-policy]: '{what}' is final: pack 'acme' sets it" in done.err
    assert done.err.startswith("pipelines/hello.yaml:3:")


@pytest.mark.usefixtures("local")
def test_what_is_final_holds_in_bodies_and_in_projects(run: Run, write: Write) -> None:
    write_project(write, "{path: ../pack, parameters: {team: data}}", "profiles: {p: {env: {TEAM: me}}}\n")
    body = "{image: x, securityContext: {runAsNonRoot: false}, env: [{name: TEAM, value: me}]}"
    write({"team/pipelines/hello.yaml": f"name: hello\ncontainer: {body}\n"})
    found = [line for line in run("render").err.splitlines() if "error[overridden-policy]" in line]
    assert [line.partition(": error")[0] for line in found] == [
        "argogen.yaml:5:22",
        "pipelines/hello.yaml:2:41",
        "pipelines/hello.yaml:2:68",
    ]


@pytest.mark.usefixtures("local")
def test_what_a_pipeline_says_of_the_workflow_is_another_thing(run: Run, write: Write) -> None:
    write({"team/pipelines/hello.yaml": f"{HELLO}security_context: {{runAsNonRoot: false}}\n"})
    assert run("render").code == 0
    manifest = yaml.safe_load(Path("manifests/hello.yaml").read_text())
    assert manifest["spec"]["securityContext"] == {"runAsNonRoot": False}
    assert template()["container"]["securityContext"] == {"runAsNonRoot": True}


@pytest.mark.usefixtures("local")
def test_what_agrees_or_adds_is_no_contradiction(run: Run, write: Write) -> None:
    text = "env: {TEAM: data, MORE: 1}\ndefaults: {security_context: {runAsNonRoot: true, runAsUser: 3}}\n"
    write({"team/pipelines/hello.yaml": HELLO + text})
    assert run("render").code == 0
    assert template()["container"]["securityContext"] == {"runAsNonRoot": True, "runAsUser": 3}


PARAMETERS = {
    "{}": "argogen.yaml:4:3: error[missing-pack-parameter]: missing value of parameter 'team' of pack 'acme'",
    "{tema: x}": "argogen.yaml:4:38: error[unknown-pack-parameter]: unknown parameter 'tema' of pack 'acme'",
    "{team: Data}": "argogen.yaml:4:44: error[invalid-value]: invalid value of parameter 'team' of pack 'acme'",
    "{team: 3}": "argogen.yaml:4:44: error[invalid-value]: invalid value of parameter 'team' of pack 'acme'",
    "{team: '${{ env.TEAM }}'}": "argogen.yaml:4:44: error[invalid-substitution]: ${{ }} is not supported",
    "{team: data, tier: middle}": "argogen.yaml:4:56: error[invalid-value]: invalid value of parameter 'tier' of pack",
}


@pytest.mark.parametrize(("given", "said"), PARAMETERS.items())
@pytest.mark.usefixtures("local")
def test_parameters_are_checked(run: Run, write: Write, given: str, said: str) -> None:
    write_project(write, f"{{path: ../pack, parameters: {given}}}")
    done = run("render")
    assert (done.code, said in done.err) == (2, True), done.err


@pytest.mark.usefixtures("local")
def test_a_missing_parameter_is_suggested_with_its_example(run: Run, write: Write) -> None:
    write_project(write, "{path: ../pack}")
    assert 'add parameters: {team: "data"} (who owns the pipelines)\n' in run("render").err


ACME = "name: acme\nversion: '1'\n"
MANIFESTS = {
    "": "argogen-pack.yaml:1:1: error[invalid-pack]: a pack manifest must be a single document, got 0",
    "name: acme\n": "argogen-pack.yaml:1:1: error[missing-key]: missing key 'version' of the manifest of a pack",
    "name: other\nversion: '1'\n": "argogen.yaml:4:3: error[pack-name-mismatch]: pack 'acme' is named 'other'",
    "name: fields\nversion: '1'\n": "argogen-pack.yaml:1:7: error[reserved-name]",
    f"{ACME}argogen: '>=99.1'\n": "argogen.yaml:4:3: error[argogen-too-old]: pack 'acme' requires argogen 99.1",
    f"{ACME}argogen: 0.1\n": "argogen-pack.yaml:3:10: error[wrong-type]",
    f"{ACME}final: {{imgae: x}}\n": "argogen-pack.yaml:3:9: error[unknown-key]: 'imgae' is not a key of the final",
    f"{ACME}defaults: {{retry: {{limt: 3}}}}\n": "argogen-pack.yaml:3:20: error[AG801 unknown-field]",
    f"{ACME}parameters: {{a: {{type: strng}}}}\n": "argogen-pack.yaml:3:24: error[invalid-choice]",
    f"{ACME}parameters: {{a: {{pattern: '('}}}}\n": "parameter 'a' of pack 'acme': invalid schema in the pack",
    f"{ACME}defaults: {{image: '${{{{ packs.acme.nope }}}}'}}\n": "argogen-pack.yaml:3:35: error[undefined-name]",
}


@pytest.mark.parametrize(("manifest", "said"), MANIFESTS.items())
@pytest.mark.usefixtures("local")
def test_manifests_are_checked(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, manifest: str, said: str
) -> None:
    monkeypatch.setattr("argogen.packs.pack.__version__", "0.1.0")
    write({"pack/argogen-pack.yaml": manifest})
    write_project(write, "{path: ../pack, parameters: {a: x}}" if "pattern" in manifest else "{path: ../pack}")
    done = run("render")
    assert (done.code, said in done.err) == (2, True), done.err


@pytest.mark.parametrize(
    ("version", "code"),
    [("0.1.0", 2), ("0.2.0rc1", 0), ("0.2.0", 0), ("0.10", 0), ("0.1.1.dev3+g1a2b3c4", 0), ("0.dev826+g1a2b3c4", 0)],
)
@pytest.mark.usefixtures("local")
def test_a_pack_requires_a_release(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, version: str, code: int
) -> None:
    monkeypatch.setattr("argogen.packs.pack.__version__", version)
    write({"bare/argogen-pack.yaml": f"{ACME}argogen: '>=0.2'\n"})
    write_project(write, "{path: ../bare}")
    done = run("render")
    assert (done.code, "argogen-too-old" in done.err) == (code, code == 2), done.err


@pytest.mark.usefixtures("local")
def test_no_pack_in_a_folder(run: Run, write: Write) -> None:
    write_project(write, "{path: ../pakc}")
    assert "argogen.yaml:4:16: error[missing-pack]: no pack found in '../pakc'" in run("render").err
    write_project(write, "{ref: v1}")
    done = run("render")
    assert (done.code, "error[missing-key]" in done.err) == (2, True)


@pytest.mark.usefixtures("local")
def test_a_change_of_a_pack_makes_manifests_stale(run: Run, write: Write, git: Git) -> None:
    git("init", "-q")
    run("render")
    git("add", "-A")
    git("commit", "-qm", "all")
    assert run("render", "--check", "--changed").code == 0
    write({"pack/templates/constructs/container.yaml.j2": CONTAINER.replace("packs.acme.tier", "'other'")})
    assert "manifests/hello.yaml: error[stale-manifest]" in run("render", "--check", "--changed").err


@pytest.mark.usefixtures("remote", "with_workers")
def test_a_pack_from_git_has_to_be_taken_once(run: Run, cache: Path, tree: Tree) -> None:
    refused = run("render")
    assert (refused.code, "error[unlocked-pack]" in refused.err) == (2, True)
    taken = run("templates", "update")
    assert (taken.code, taken.err) == (0, "")
    assert taken.out.startswith("acme: v1 is ")
    assert run("render").code == 0
    assert template()["priorityClassName"] == "low"
    assert len(list((cache / "packs").iterdir())) == 1
    lock = tree()["team/argogen.lock"]
    assert run("templates", "update").code == 0
    assert tree()["team/argogen.lock"] == lock


@pytest.mark.usefixtures("remote")
def test_afterwards_no_network_is_needed(run: Run, folder: Path) -> None:
    run("templates", "update")
    (folder / "pack").rename(folder / "gone")
    assert run("render").code == 0
    assert run("render", "--check").code == 0


@pytest.mark.usefixtures("remote")
def test_another_machine_fetches_the_locked_commit(run: Run, write: Write, git: Git, cache: Path) -> None:
    write_project(write, f"{{git: '{(Path.cwd().parent / 'pack').as_uri()}', ref: main, parameters: {{team: data}}}}")
    run("templates", "update")
    run("render")
    commit(write, git, {"pack/templates/constructs/container.yaml.j2": "image: other\n"})
    shutil.rmtree(cache)
    assert run("render", "--check").code == 0
    assert len(list((cache / "packs").iterdir())) == 1


@pytest.mark.usefixtures("remote")
def test_runs_at_once_that_all_fetch(run: Run, cache: Path) -> None:
    run("templates", "update")
    shutil.rmtree(cache)
    processes = [start(Path.cwd(), "render") for _ in range(3)]
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in processes]
    assert [code for _, code in ends] == [0] * 3, ends
    assert len(list((cache / "packs").iterdir())) == 1


@pytest.mark.usefixtures("remote")
def test_update_takes_what_a_branch_is_now(run: Run, write: Write, git: Git, remote: str) -> None:
    write_project(write, f"{{git: '{remote}', ref: main, parameters: {{team: data}}}}")
    run("templates", "update")
    run("render")
    commit(write, git, {"pack/argogen-pack.yaml": MANIFEST.replace("retry: 1", "retry: 9")})
    assert run("render", "--check").code == 0
    updated = run("templates", "update", "acme")
    assert "(was " in updated.out
    assert run("render", "--check").code == 1
    run("render")
    assert template()["retryStrategy"] == {"limit": 9}


@pytest.mark.parametrize("kind", ["lightweight", "annotated", "whole", "commit"])
def test_refs(run: Run, write: Write, git: Git, remote: str, kind: str, folder: Path) -> None:
    commit(write, git, {"pack/argogen-pack.yaml": MANIFEST.replace("retry: 1", "retry: 9")})
    ref = "v2"
    if kind in ("annotated", "whole"):
        ref = "refs/tags/v2" if kind == "whole" else "v2"
        git("-C", "pack", "tag", "-a", "-m", "two", "v2")
    elif kind == "lightweight":
        git("-C", "pack", "tag", "v2")
    else:
        ref = (folder / "pack/.git/refs/heads/main").read_text().strip()
    write_project(write, f"{{git: '{remote}', ref: '{ref}', parameters: {{team: data}}}}")
    assert run("templates", "update").code == 0
    assert run("render").code == 0
    assert template()["retryStrategy"] == {"limit": 9}


def test_a_folder_of_a_repository(run: Run, write: Write, git: Git, remote: str) -> None:
    commit(write, git, {f"pack/inner/{name.removeprefix('pack/')}": text for name, text in PACK.items()}, "v3")
    write_project(write, f"{{git: '{remote}', ref: v3, path: inner, parameters: {{team: data}}}}")
    assert run("templates", "update").code == 0
    assert run("render").code == 0
    write_project(write, f"{{git: '{remote}', ref: v3, path: nope, parameters: {{team: data}}}}")
    done = run("templates", "update")
    assert "error[invalid-pack]: pack 'acme' is invalid: no directory 'nope' in the repository" in done.err
    write_project(write, f"{{git: '{remote}', ref: v3, path: templates, parameters: {{team: data}}}}")
    assert "it contains no argogen-pack.yaml" in run("templates", "update").err


def test_what_cannot_be_fetched(run: Run, write: Write, remote: str, tree: Tree) -> None:
    before = tree()
    for source, said in (
        (f"{{git: '{remote}', ref: v9}}", f"no tag or branch 'v9' in {remote}\n"),
        (
            f"{{git: '{remote}', ref: 'abc1234'}}",
            f"'abc1234' in {remote}; use the full hash of a commit\n",
        ),
        (f"{{git: '{remote}-gone', ref: v1}}", "error[pack-fetch-failed]: pack 'acme' cannot be fetched"),
    ):
        write_project(write, source)
        done = run("templates", "update")
        assert (done.code, said in done.err) == (2, True), done.err
    assert "team/argogen.lock" not in tree()
    assert set(tree()) == set(before)


@pytest.mark.usefixtures("remote")
def test_update_wants_packs_that_there_are(run: Run, write: Write) -> None:
    done = run("templates", "update", "acmee")
    assert (done.code, "did you mean 'acme'?" in done.err) == (2, True)
    write({"team/argogen.yaml": "pipelines: pipelines/\n"})
    assert run("templates", "update").code == 0
    assert Path("argogen.lock").read_text().endswith("packs: {}\n")


@pytest.mark.usefixtures("remote")
def test_a_damaged_lock(run: Run) -> None:
    Path("argogen.lock").write_text("packs: {acme: v1}\n")
    for command in (["render"], ["templates", "update"]):
        done = run(*command)
        assert done.code == 2
        assert "argogen.lock: error[invalid-lock-file]" in done.err


def test_the_cache_is_where_the_platform_has_them(cache: Path) -> None:
    assert find_user_cache() == cache
    assert find_copy(cache, "abc", "") == cache / "packs/abc"
    assert find_copy(cache, "abc", "a") != find_copy(cache, "abc", "b")


LAYERS = {
    "argogen.yaml": """\
pipelines: pipelines/
packs: {acme: {path: pack}}
defaults: {retry: {limit: 2, retryPolicy: OnError}, env: {A: {secret: s, key: k}}}
profiles: {gpu: {resources: {limits: {gpu: 1}}}}
environments: {production: {defaults: {retry: 5, env: {A: plain}}}}
output: manifests/{environment}.yaml
""",
    "pack/argogen-pack.yaml": "name: acme\nversion: '1'\ndefaults: {image: 'busybox:1.36'}\nfinal: {timeout: 1h}\n",
    "pipelines/a.yaml": """\
name: a
steps:
  - {name: one, profile: gpu, resources: {limits: {nvidia.com/gpu: 2}}, timeout: 3600, run: "true"}
  - {name: two, defaults: false, image: "other:1", retry: 1, run: "true"}
  - {name: ask, suspend: {}}
""",
}


def test_the_shorthand_of_every_layer_merges(run: Run, write: Write) -> None:
    write(LAYERS)
    assert run("render").err == "1 manifest: 1 written\n"
    _, one, two, ask = yaml.safe_load(Path("manifests/production.yaml").read_text())["spec"]["templates"]
    assert one["retryStrategy"] == {"limit": 5, "retryPolicy": "OnError"}
    assert one["container"]["env"] == [{"name": "A", "value": "plain"}]
    assert one["container"]["resources"] == {"limits": {"nvidia.com/gpu": "2"}}
    assert (two["retryStrategy"], two["container"]["image"]) == ({"limit": 1}, "other:1")
    assert "env" not in two["container"]
    assert (one["timeout"], two["timeout"]) == ("1h", "1h")
    assert ask == {"name": "ask", "suspend": {}}
