"""Hostile packs: each is refused with a diagnostic."""

from __future__ import annotations

import hashlib
import os
import zlib
from pathlib import Path

import pytest
import yaml

from argogen.engine.workers import pool as batch
from argogen.engine.workers.work import Limits
from argogen.packs import contents
from tests.cli.conftest import HELLO, Git, Run, Tree, Write

pytestmark = pytest.mark.usefixtures("without_workers", "cache")
MANIFEST = "name: acme\nversion: '1'\n"
CONTAINER = "templates/constructs/container.yaml.j2"


@pytest.fixture
def project(write: Write) -> None:
    """A project that uses the pack in the directory `pack`."""
    write({"argogen.yaml": "pipelines: pipelines/\ndefaults: {image: alpine:3.23}\npacks: {acme: {path: pack}}\n"})
    write({"pipelines/hello.yaml": HELLO, "pack/argogen-pack.yaml": MANIFEST, "secret": "swordfish\n"})


TEMPLATES = {
    "out of the folder": ("{% include '../../secret' %}", "template-error]: invalid template name `../../secret`"),
    "from the root": ("{% include '/etc/passwd' %}", "template-error]: invalid template name `/etc/passwd`"),
    "by its own name": ("{% include 'acme/../../secret' %}", "invalid template name `../../secret`"),
    "a computed name": (
        "{% set up = '../' %}{% include up ~ up ~ 'secret' %}",
        "invalid template name `../../secret`",
    ),
    "a class": ("name: ${{ ''.__class__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
    "its ancestors": ("name: ${{ ''.__class__.__mro__[1].__subclasses__() }}", "is unsafe"),
    "by subscript": ("name: ${{ ''['__class__'] }}", "is unsafe"),
    "by a filter": ("name: ${{ '' | attr('__class__') }}", "is unsafe"),
    "of a function": ("name: ${{ field.__globals__ }}", "is unsafe"),
    "of a format": ("name: ${{ '{0.__class__}'.format(1) }}", "is unsafe"),
    "of a macro": ("{% macro m() %}x{% endmacro %}name: ${{ m._func }}", "is unsafe"),
    "of the context": ("name: ${{ self._TemplateReference__context }}", "is unsafe"),
    "an import": ("{% import os as os %}", "template-"),
    "a tag of its own": ("{% do 1 %}", "error[template-syntax]"),
}


@pytest.mark.parametrize(("text", "said"), TEMPLATES.values(), ids=TEMPLATES.keys())
@pytest.mark.usefixtures("project")
def test_a_template_reaches_for_what_it_should_not(run: Run, write: Write, tree: Tree, text: str, said: str) -> None:
    write({f"pack/{CONTAINER}": f"{text}\n"})
    done = run("render")
    assert done.code == 2
    assert said in done.err, done.err
    assert "swordfish" not in done.err
    assert "manifests/" not in tree()


ENDLESS = {
    "loops": "{% for a in range(99999) %}" * 3 + "{% endfor %}" * 3 + "x",
    "grows": "{% set ns = namespace(x='aaaa') %}{% for a in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}x",
    "repeats": "name: ${{ 'x' * 9999999999 }}",
    "widens": "name: ${{ '%9999999999d' | format(1) }}",
    "calls itself": '{% extends "acme/constructs/container.yaml.j2" %}',
    "includes itself": "{% include 'constructs/container.yaml.j2' %}",
    "constructs itself": "name: ${{ construct(template) }}",
}


# Each takes a process; the others end in the same ways as these.
USUAL = ("loops", "grows", "includes itself")


@pytest.mark.parametrize(
    "text", [pytest.param(ENDLESS[name], id=name, marks=[pytest.mark.slow] * (name not in USUAL)) for name in ENDLESS]
)
@pytest.mark.usefixtures("project")
def test_a_template_without_end(run: Run, write: Write, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "PACK_LIMITS", Limits(4, 2**30))
    write({f"pack/{CONTAINER}": f"{text}\n"})
    done = run("render")
    assert (done.code, done.out) == (2, "")
    assert "error[" in done.err
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("project")
def test_the_limit_is_for_each_pipeline_and_the_others_are_reported(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "PACK_LIMITS", Limits(120, 2**30))
    loop = ENDLESS["loops"].removesuffix("x")
    text = f"{{% if template.metadata %}}{loop}{{% endif %}}\nname: ${{{{ template.name }}}}\nsuspend: {{}}\n"
    write({f"pack/{CONTAINER}": text})
    write({"pipelines/bad.yaml": f"{HELLO}defaults: {{labels: {{a: b}}}}\n", "pipelines/other.yaml": HELLO})
    done = run("lint")
    assert "error[template-error]: rendering takes more than 5,000,000 steps" in done.err
    assert done.err.count("rendering takes more than") == 1
    assert done.err.splitlines()[-1].startswith("3 files: 1 error")


@pytest.mark.usefixtures("project")
def test_expressions_of_a_manifest_are_bounded_too(run: Run, write: Write) -> None:
    for text in ("${{ 'x' * 99999999999 }}", "${{ ''.__class__.__mro__ }}", "${{ range(10**9) | list }}"):
        write({"pack/argogen-pack.yaml": f'{MANIFEST}defaults: {{image: "{text}"}}\n'})
        done = run("render")
        assert (done.code, "pack/argogen-pack.yaml:3:" in done.err) == (2, True), done.err


@pytest.mark.usefixtures("project")
def test_variables_of_the_environment_are_kept_from_packs(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "swordfish")
    write({"pack/argogen-pack.yaml": f'{MANIFEST}defaults: {{labels: {{a: "${{{{ env.TOKEN }}}}"}}}}\n'})
    done = run("render")
    assert (done.code, "error[undefined-name]: 'env' is not available in packs" in done.err) == (2, True), done.err
    write({"pack/argogen-pack.yaml": f'{MANIFEST}defaults: {{labels: {{a: "${{{{ vars.token }}}}"}}}}\n'})
    text = (folder / "argogen.yaml").read_text()
    write({"argogen.yaml": text + 'vars: {token: "${{ env.TOKEN }}"}\n'})
    assert run("render").code == 0
    assert "swordfish" in (folder / "manifests/hello.yaml").read_text()


@pytest.mark.usefixtures("project")
def test_what_a_terminal_would_obey_is_only_shown(run: Run, write: Write) -> None:
    write({f"pack/{CONTAINER}": "name: \x1b]0;evil\x07\u202e${{ nope }}\n"})
    done = run("render")
    assert f"pack/{CONTAINER}:1:21: error[template-error]: 'nope' is undefined" in done.err
    assert "    1 | name: ␛]0;evil␇\ufffd${{ nope }}\n" in done.err


@pytest.mark.usefixtures("project")
def test_a_pattern_takes_no_longer_than_its_text(run: Run, write: Write) -> None:
    write({"pack/argogen-pack.yaml": f"{MANIFEST}parameters: {{a: {{pattern: '^(a+)+$'}}}}\n"})
    text = "a" * 5000 + "!"
    write({"argogen.yaml": f"pipelines: pipelines/\npacks: {{acme: {{path: pack, parameters: {{a: '{text}'}}}}}}\n"})
    assert "does not match" in run("render").err


LINKS = {
    "a file": (CONTAINER, "../../../secret"),
    "a folder": ("templates/fields", "/etc"),
    "the templates": ("templates", ".."),
    "a link to nothing": ("templates/fields/env.yaml.j2", "nowhere"),
}


@pytest.mark.parametrize(("name", "target"), LINKS.values(), ids=LINKS.keys())
@pytest.mark.usefixtures("project")
def test_links(run: Run, folder: Path, git: Git, tree: Tree, name: str, target: str, cache: Path) -> None:
    link = folder / "pack" / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    done = run("render")
    assert (done.code, f"'{name}' is a symbolic link; packs can contain regular files only" in done.err) == (2, True), (
        done.err
    )
    make_repository(git)
    take_from_git(folder)
    done = run("templates", "update")
    assert (done.code, f"'{name}' is a symbolic link; packs can contain regular files only" in done.err) == (2, True), (
        done.err
    )
    assert not (folder / "argogen.lock").exists()
    assert list((cache / "packs").iterdir()) == []


def make_repository(git: Git) -> None:
    git("init", "-q", "-b", "main", "pack")
    git("-C", "pack", "add", "-A")
    git("-C", "pack", "commit", "-qm", "one")
    git("-C", "pack", "tag", "v1")


def take_from_git(folder: Path, ref: str = "v1") -> None:
    url = (folder / "pack").as_uri()
    text = f"pipelines: pipelines/\ndefaults: {{image: alpine:3.23}}\npacks: {{acme: {{git: '{url}', ref: {ref}}}}}\n"
    (folder / "argogen.yaml").write_text(text)


def write_object(repository: Path, kind: str, data: bytes) -> str:
    """Put an object into a repository as it is, which git itself would refuse."""
    whole = f"{kind} {len(data)}\0".encode() + data
    name = hashlib.sha1(whole).hexdigest()
    path = repository / ".git/objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(whole))
    return name


NAMES = ["../../evil", "/evil", ".git/config", "a\\..\\evil", "C:evil", "new\nline", "templates/../../evil"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("project")
def test_names_that_lead_out(run: Run, folder: Path, git: Git, name: str, cache: Path) -> None:
    make_repository(git)
    blob = write_object(folder / "pack", "blob", b"evil\n")
    manifest = write_object(folder / "pack", "blob", MANIFEST.encode())
    entries = sorted([("argogen-pack.yaml", manifest), (name, blob)])
    tree = b"".join(f"100644 {entry}\0".encode() + bytes.fromhex(identity) for entry, identity in entries)
    about = f"tree {write_object(folder / 'pack', 'tree', tree)}\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nx\n"
    commit = write_object(folder / "pack", "commit", about.encode())
    (folder / "pack/.git/refs/tags/v1").write_text(f"{commit}\n")
    take_from_git(folder)
    done = run("templates", "update")
    assert (done.code, "error[invalid-pack]" in done.err) == (2, True), done.err
    assert [path for path in folder.rglob("evil") if ".git" not in path.parts] == []
    assert [path for path in cache.rglob("*") if path.name == "evil"] == []


@pytest.mark.usefixtures("project")
def test_a_submodule(run: Run, folder: Path, git: Git) -> None:
    make_repository(git)
    head = (folder / "pack/.git/refs/heads/main").read_text().strip()
    git("-C", "pack", "update-index", "--add", "--cacheinfo", f"160000,{head},templates")
    git("-C", "pack", "commit", "-qm", "two")
    take_from_git(folder, "main")
    assert "'templates' is not a file; packs can contain regular files only" in run("templates", "update").err


@pytest.mark.usefixtures("project")
def test_more_than_any_pack_needs(
    run: Run, folder: Path, write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({f"pack/templates/fields/f{n}.yaml.j2": "x\n" for n in range(20)})
    make_repository(git)
    take_from_git(folder)
    monkeypatch.setattr(contents, "MAXIMUM_FILES", 10)
    assert "it contains more than 10 files" in run("templates", "update").err
    monkeypatch.setattr(contents, "MAXIMUM_FILES", 100)
    monkeypatch.setattr(contents, "MAXIMUM_BYTES", 20)
    assert "its files exceed 0 MiB" in run("templates", "update").err


@pytest.mark.parametrize("ref", ["v1", "refs/tags/v1"])
@pytest.mark.usefixtures("project")
def test_a_tag_that_moves(run: Run, folder: Path, write: Write, git: Git, cache: Path, ref: str) -> None:
    make_repository(git)
    take_from_git(folder, ref)
    assert run("templates", "update").code == 0
    lock = (folder / "argogen.lock").read_text()
    assert run("render").code == 0
    write({f"pack/{CONTAINER}": "container: {image: evil}\n"})
    git("-C", "pack", "add", "-A")
    git("-C", "pack", "commit", "-qm", "two")
    git("-C", "pack", "tag", "-f", "v1")
    assert run("render", "--check").code == 0  # what is here is what was taken
    refused = run("templates", "update")
    assert refused.code == 2
    assert f"error[moved-pack-tag]: tag '{ref}' of pack 'acme' was moved" in refused.err
    assert (folder / "argogen.lock").read_text() == lock
    for copy in (cache / "packs").iterdir():
        copy.rename(cache / "aside")
    elsewhere = run("render", "--check")
    assert (elsewhere.code, "error[moved-pack-tag]" in elsewhere.err) == (2, True)
    assert run("templates", "update", "--accept-moved").code == 0
    assert "1 stale" in run("render", "--check").err


@pytest.mark.usefixtures("project")
def test_a_copy_that_was_changed(run: Run, folder: Path, git: Git, cache: Path) -> None:
    make_repository(git)
    take_from_git(folder)
    run("templates", "update")
    [copy] = (cache / "packs").iterdir()
    (copy / "templates/constructs").mkdir(parents=True)
    (copy / CONTAINER).write_text("container: {image: evil}\n")
    done = run("render")
    assert done.code == 2
    assert f"error[pack-digest-mismatch]: the cached copy of pack 'acme' in {copy} does not match" in done.err


@pytest.mark.usefixtures("project")
def test_a_lock_that_names_another_commit(run: Run, folder: Path, write: Write, git: Git) -> None:
    make_repository(git)
    take_from_git(folder, "main")
    run("templates", "update")
    lock = yaml.safe_load((folder / "argogen.lock").read_text())
    write({f"pack/{CONTAINER}": "container: {image: evil}\n"})
    git("-C", "pack", "add", "-A")
    git("-C", "pack", "commit", "-qm", "two")
    lock["packs"]["acme"]["commit"] = (folder / "pack/.git/refs/heads/main").read_text().strip()
    (folder / "argogen.lock").write_text(yaml.safe_dump(lock))
    done = run("render")
    assert (done.code, "error[pack-digest-mismatch]" in done.err) == (2, True), done.err
    lock["packs"]["acme"]["commit"] = "0" * 40
    (folder / "argogen.lock").write_text(yaml.safe_dump(lock))
    done = run("render")
    assert (done.code, "error[invalid-pack]" in done.err) == (2, True), done.err


@pytest.mark.parametrize("url", ["ext::sh -c 'touch evil'", "--upload-pack=touch evil", "-c core.sshCommand=touch"])
@pytest.mark.usefixtures("project")
def test_urls_that_would_run_something(run: Run, folder: Path, url: str) -> None:
    quoted = url.replace("'", "''")
    text = f"pipelines: pipelines/\npacks: {{acme: {{git: '{quoted}', ref: v1}}}}\n"
    (folder / "argogen.yaml").write_text(text)
    done = run("templates", "update")
    assert (done.code, "error[pack-fetch-failed]" in done.err) == (2, True), done.err
    assert not (folder / "evil").exists()


@pytest.mark.usefixtures("project")
def test_a_ref_that_is_an_option(run: Run, folder: Path, git: Git) -> None:
    make_repository(git)
    take_from_git(folder, "'--upload-pack=touch evil'")
    assert run("templates", "update").code == 2
    assert not (folder / "evil").exists()


@pytest.mark.usefixtures("project")
def test_variables_of_git_do_not_lead_elsewhere(
    run: Run, folder: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are set inside of a hook."""
    make_repository(git)
    git("init", "-q", ".")
    take_from_git(folder)
    monkeypatch.setenv("GIT_DIR", str(folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", os.fspath(folder / ".git/index"))
    assert run("templates", "update").code == 0
    assert run("render").code == 0
    monkeypatch.delenv("GIT_DIR")
    assert not list((folder / ".git/objects").rglob("??????????????????????????????????????"))
