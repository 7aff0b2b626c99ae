"""The public API: what its calls take and return."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import argogen
from argogen import Session, Severity

PIPELINE = "name: hello\nimage: alpine\nrun: echo ${{ env.GREETING | default('hi') }}\n"
BROKEN = "name: hello\nimage: alpine\nrunn: echo\n"
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes a file to the directory of the test, which is not the working directory."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def test_import_needs_nothing_and_the_calls_need_no_command_line() -> None:
    code = (
        "import argogen, sys\n"
        "assert set(argogen.__all__) <= set(dir(argogen))\n"
        "assert not [name for name in sys.modules if name.startswith('argogen.') and name != 'argogen.version']\n"
        "assert argogen.render('examples/readme.yaml').ok\n"
        "assert argogen.lint('examples/readme.yaml').ok\n"
        "assert 'click' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'rendr'"):
        argogen.rendr  # noqa: B018


def test_render_a_file_by_its_path(write: Write) -> None:
    path = write("hello.yaml", PIPELINE)
    for given in (path, str(path)):
        result = argogen.render(given)
        assert result.ok
        assert result.diagnostics == ()
        (manifest,) = result.documents
        assert manifest == yaml.safe_load(result.text)
        assert manifest["kind"] == "Workflow"
        assert result.raise_for_errors() is result


def test_a_text_stands_for_a_file(write: Write, tmp_path: Path) -> None:
    write("parts/hello.sh", "echo from a file\n")
    text = "name: hello\nimage: alpine\nscript: {command: [sh], file: hello.sh}\n"
    beside = argogen.render(text=text, filename=tmp_path / "parts/new.yaml")
    assert beside.diagnostics == ()
    assert "echo from a file" in beside.text
    alone = argogen.render(text="nam: x\nrun: y\n")
    assert {found.place.file for found in alone.diagnostics} == {"<text>"}


@pytest.mark.parametrize(
    ("arguments", "keywords"),
    [((), {}), (("a.yaml",), {"text": "name: x"}), (("a.yaml",), {"filename": "b.yaml"})],
)
def test_a_path_or_a_text(arguments: tuple[str, ...], keywords: dict[str, Any]) -> None:
    for call in (argogen.render, argogen.lint, argogen.convert):
        with pytest.raises(TypeError, match="path"):
            call(*arguments, **keywords)


def test_what_is_wrong_is_in_the_result(write: Write) -> None:
    result = argogen.render(write("broken.yaml", BROKEN))
    assert (result.ok, result.text, result.documents) == (False, "", ())
    assert "runn" in result.diagnostics[0].message
    with pytest.raises(argogen.InvalidInputError) as caught:
        result.raise_for_errors()
    assert caught.value.diagnostics == result.diagnostics


def test_a_path_is_never_a_text(tmp_path: Path) -> None:
    session = Session(cwd=tmp_path)
    for path in ("missing.yaml", "name: x", "-", "."):
        for call in (session.render, session.lint, session.convert):
            (found,) = call(path).diagnostics
            assert found.code in ("missing-file", "not-a-file")


def test_the_options_of_the_commands(write: Write) -> None:
    text = (
        "name: hello\nparameters: {n: 1}\nvars: {tag: a}\n"
        'image: "alpine:${{ vars.tag }}"\nrun: echo ${{ environment }} {{parameters.n}}\n'
    )
    folder = write("ours/constructs/container.yaml.j2", "name: main\nsuspend: {}\nours: true\n").parents[1]
    options: dict[str, Any] = {"values": {"n": 5}, "variables": {"tag": "b"}, "environment": "staging"}
    result = argogen.render(text=text, **options)
    assert "value: '5'" in result.text or 'value: "5"' in result.text
    assert "alpine:b" in result.text
    assert "staging" in result.text
    ours = argogen.render(text=PIPELINE, templates=[folder])
    assert [found.code for found in ours.diagnostics if found.severity is Severity.ERROR] == ["unknown-field"]
    assert argogen.render(text=PIPELINE, argo_version="3.4").ok
    assert argogen.render(text=PIPELINE, argo_version="4.0.7").ok
    with pytest.raises(ValueError, match=r"unknown Argo version '1\.0'"):
        argogen.render(text=PIPELINE, argo_version="1.0")


def test_the_project_around_a_file_applies(write: Write) -> None:
    write("argogen.yaml", "pipelines: p\ndefaults: {image: 'busybox:1'}\nenvironments: {a: {}, b: {vars: {x: 1}}}\n")
    path = write("p/hello.yaml", "name: hello\nrun: echo\n")
    assert "busybox:1" in argogen.render(path, environment="a").text
    (found,) = argogen.render(path, environment="c").diagnostics
    assert found.code == "unknown-environment"


def test_lint_gives_the_source_and_what_is_wrong_with_it(write: Write) -> None:
    path = write("hello.yaml", PIPELINE)
    result = argogen.lint(path)
    assert result.text == PIPELINE
    assert result.documents[0]["name"] == "hello"
    assert [found.code for found in result.diagnostics] == ["unpinned-image"]
    assert argogen.lint(path, ignore=["unpinned-image"]).diagnostics == ()
    assert len(argogen.lint(path, select=["missing-resource-limits"]).diagnostics) == 2
    assert not argogen.lint(path, severities={"unpinned-image": "error"}).ok
    assert argogen.lint(path, select=["all"], ignore=["all"]).diagnostics == ()
    with pytest.raises(ValueError, match="unknown rule 'nope'"):
        argogen.lint(path, select=["nope"])


def test_a_diagnostic_has_the_code_of_its_rule_if_it_has_one() -> None:
    text = "name: a\nimage: busybox\nrun: echo {{parameters.x}}\nrunn: true\n"
    found = {each.code: each.rule_code for each in argogen.lint(text=text).diagnostics}
    assert found["unknown-parameter"] == "AG103"
    assert found["unknown-key"] == ""


def test_lint_checks_manifests(write: Write) -> None:
    manifest = argogen.render(text=PIPELINE).text.replace("image:", "imagee:")
    assert [found.code for found in argogen.lint(text=manifest).diagnostics][:1] == ["unknown-field"]
    refs = write("shared/lib.yaml", "name: lib\nkind: WorkflowTemplate\nimage: a\nrun: x\n")
    text = "name: hello\nsteps:\n- {name: s, use: lib/main}\n"
    assert "unknown-template-ref" in [found.code for found in argogen.lint(text=text).diagnostics]
    assert argogen.lint(text=text, refs=[refs]).ok


def test_lint_fixes_the_text() -> None:
    text = 'name: hello\nimage: alpine\nrun: echo\nwhen: "{{parameters.x}} = 1"\nparameters: {x: 1}\n'
    before = argogen.lint(text=text)
    fixable = [found for found in before.diagnostics if found.fix is not None]
    after = argogen.lint(text=text, fix=True)
    assert (after.text != text) == bool(fixable)


def test_convert_gives_a_pipeline_that_becomes_the_same() -> None:
    manifest = argogen.render(text=PIPELINE)
    converted = argogen.convert(text=manifest.text, filename="workflow.yaml")
    assert converted.documents[0]["name"] == "hello"
    assert argogen.render(text=converted.text).documents == manifest.documents
    (found,) = argogen.convert(text=PIPELINE).diagnostics
    assert found.code == "nothing-to-import"


def test_a_session_has_an_environment_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREETING", "process")
    assert "process" in argogen.render(text=PIPELINE).text
    assert "session" in Session(environ={"GREETING": "session"}).render(text=PIPELINE).text
    assert "hi" in Session(environ={}).render(text=PIPELINE).text


def test_a_session_has_a_working_directory_of_its_own(write: Write, tmp_path: Path) -> None:
    write("a/hello.yaml", "name: hello\nimage: alpine\nscript: {command: [sh], file: code/hello.sh}\n")
    write("a/code/hello.sh", "echo from a\n")
    write("a/ours/constructs/container.yaml.j2", '{% extends "argogen/constructs/container.yaml.j2" %}\n')
    session = Session(cwd=tmp_path)
    assert "echo from a" in session.render("a/hello.yaml", templates=["a/ours"]).text
    write("a/hello.yaml", BROKEN)
    assert session.render("a/hello.yaml").diagnostics[0].place.file == "a/hello.yaml"
    assert Session(cwd=tmp_path / "a").render("hello.yaml").diagnostics[0].place.file == "hello.yaml"


def test_a_reader_stands_in_for_files(write: Write, tmp_path: Path) -> None:
    write("argogen.yaml", "pipelines: .\ndefaults: {image: 'disk:1'}\n")
    write("hello.yaml", "name: hello\nscript: {command: [sh], file: hello.sh}\n")
    write("hello.sh", "echo disk\n")
    template = write("ours/constructs/script.yaml.j2", '{% extends "argogen/constructs/script.yaml.j2" %}\n')
    unsaved: dict[Path, str] = {}
    asked: list[Path] = []

    def read(path: Path) -> str | bytes:
        asked.append(path)
        return unsaved[path] if path in unsaved else path.read_bytes()

    session = Session(cwd=tmp_path, read=read)
    assert "disk:1" in session.render("hello.yaml", templates=["ours"]).text
    unsaved[tmp_path / "hello.sh"] = "echo unsaved\n"
    assert "echo unsaved" in session.render("hello.yaml").text
    unsaved[tmp_path / "argogen.yaml"] = "pipelines: .\ndefaults: {image: 'unsaved:1'}\n"
    assert "unsaved:1" in session.render("hello.yaml").text
    unsaved[template] = "name: ${{ template.name }}\nunsaved: 1\n"
    assert "unsaved" in session.render("hello.yaml", templates=["ours"]).diagnostics[0].message
    unsaved[tmp_path / "new.yaml"] = BROKEN
    assert [found.code for found in session.lint("new.yaml", ignore=["all"]).diagnostics][:1] == ["unknown-key"]
    assert all(path.is_absolute() for path in asked)


def test_a_session_notices_what_has_changed(write: Write, tmp_path: Path) -> None:
    path = write("p/hello.yaml", "name: hello\nrun: echo\n")
    project = "pipelines: p\npacks: {acme: {path: acme}}\ntemplates: ours\ndefaults: {image: 'busybox:%s'}\n"
    pack = "name: acme\nversion: 1.0.0\ndefaults: {labels: {team: %s}}\n"
    write("ours/note.txt", "")
    session = Session(cwd=tmp_path)

    def check(tag: str, team: str) -> None:
        write("argogen.yaml", project % tag)
        write("acme/argogen-pack.yaml", pack % team)
        result = session.render(path)
        assert result.diagnostics == ()
        assert f"busybox:{tag}" in result.text
        assert f"team: {team}" in result.text

    check("1", "one")
    check("2", "one")
    check("2", "two")
    write("ours/constructs/container.yaml.j2", '{% extends "argogen/constructs/container.yaml.j2" %}\n')
    check("2", "two")
    write("ours/constructs/container.yaml.j2", "name: ${{ template.name }}\nnew: 1\n")
    assert "new" in session.render(path).diagnostics[0].message
    (tmp_path / "ours/constructs/container.yaml.j2").unlink()
    check("3", "three")


def test_one_text_or_path_is_no_list_of_characters(write: Write) -> None:
    path = write("p.yaml", PIPELINE)
    override = write("overrides/constructs/container.yaml.j2", "name: overridden\nsuspend: {}\n")
    library = write("library.yaml", "name: other\nkind: WorkflowTemplate\nimage: alpine\nrun: echo\n")
    for folder in (override.parents[1], str(override.parents[1])):
        assert "name: overridden" in argogen.render(path, templates=folder).text
    rules = {diagnostic.rule_code[:3] for diagnostic in argogen.lint(path, select="AG7", refs=library).diagnostics}
    assert "AG7" in rules
    assert not argogen.lint(path, ignore="all").diagnostics


def test_a_folder_of_templates_that_is_not_there(write: Write) -> None:
    (diagnostic,) = argogen.render(write("p.yaml", PIPELINE), templates=["nowhere"]).diagnostics
    assert (diagnostic.code, diagnostic.place.file) == ("missing-directory", "nowhere")


def test_a_folder_called_like_a_template_is_none(write: Write) -> None:
    path = write("p.yaml", f"templates: overrides\n{PIPELINE}")
    write("overrides/notes.j2/README", "a folder")
    assert argogen.render(path).ok


def test_templates_of_others_that_are_not_known(write: Write) -> None:
    path = write("p.yaml", "name: p\nuse: library/build\n")
    write("argogen.yaml", "pipelines: p.yaml\n")
    assert "unknown-template-ref" in [diagnostic.code for diagnostic in argogen.lint(path, refs=path).diagnostics]
    allowed = argogen.lint(path, refs=path, ignore="unknown-template-ref").diagnostics
    assert "unknown-template-ref" not in [diagnostic.code for diagnostic in allowed]


def test_bytes_are_no_text() -> None:
    text: Any = PIPELINE.encode()
    with pytest.raises(TypeError, match="'text' must be a str, got bytes"):
        argogen.render(text=text)


def test_a_key_that_stands_twice_is_reported_once() -> None:
    text = "dag:\n  start_at: a\n  steps:\n    a: {type: task, type: task, command: jobs.run}\n"
    assert [found.code for found in argogen.convert(text=text).diagnostics] == ["duplicate-key"]


def test_a_hook_with_a_condition_that_is_none_is_reported_by_convert() -> None:
    call = {"name": "b", "template": "c", "hooks": {"h": {"template": "c", "expression": "true & true"}}}
    templates = [{"name": "a", "steps": [[call]]}, {"name": "c", "suspend": {}}]
    spec = {"entrypoint": "a", "templates": templates}
    manifest = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "w"}, "spec": spec}
    found = argogen.convert(text=yaml.safe_dump(manifest)).diagnostics
    assert [diagnostic.code for diagnostic in found] == ["invalid-expression"]
