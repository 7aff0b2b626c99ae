"""Programs of steps are rendered from templates, which can be overridden as a whole or block by block."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from argogen.context import Container, Notebook, Python, Template, Workflow
from argogen.context.interface import Metadata
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.host import Host
from argogen.templating.templates import Templates

PYTHON = Python("jobs:work", "work", "jobs", arguments=("a",), outputs=("x",))


def write(folder: Path, files: dict[str, str], program: Any = PYTHON, name: str = "call") -> Any:
    """Return the result of `code` in a template, with these overrides."""
    for path, text in {"manifest.yaml.j2": f"a: ${{{{ code('{name}', program) }}}}\n", **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    templates = Templates([folder], {}, {"packs": {"acme": {"z": 5}}}, host=Host(working_directory=Path.cwd()))
    workflow = Workflow("Workflow", Metadata("n"), custom={"y": 4})
    rendered: dict[str, Any] | None = templates.render("manifest.yaml.j2", workflow=workflow, program=program)
    return None if rendered is None else rendered["a"]


def refuse(folder: Path, files: dict[str, str], name: str = "call") -> Diagnostic:
    """Return the only diagnostic."""
    with pytest.raises(InvalidInputError) as caught:
        write(folder, files, name=name)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


def test_a_program_sees_its_description_the_workflow_and_the_packs(folder: Path) -> None:
    text = "# ${{ program.module }} ${{ workflow.custom.y }} ${{ packs.acme.z }}\n"
    assert write(folder, {"code/call.py.j2": text}) == "# jobs 4 5\n"


def test_a_program_ends_with_one_newline(folder: Path) -> None:
    assert write(folder, {"code/call.py.j2": "\n\npass\n\n\n"}) == "pass\n"


def test_there_is_no_program_without_a_description(folder: Path) -> None:
    assert write(folder, {}, program=None) is None


def test_a_file_that_a_program_includes_can_be_replaced(folder: Path) -> None:
    ours = "def read(value):  # ours\n    return value\n"
    program = write(folder, {"code/read.py.j2": ours})
    assert ours in program
    assert "json.loads" not in program
    assert "def quote(value)" in program


def test_a_block_can_be_replaced_and_what_it_replaces_can_be_kept(folder: Path) -> None:
    ours = '{% extends "argogen/code/call.py.j2" %}\n{% block call %}\nprint("start")\n${{ super() }}{% endblock %}\n'
    program = write(folder, {"code/call.py.j2": ours})
    plain = write(folder, {"code/call.py.j2": '{% extends "argogen/code/call.py.j2" %}\n'})
    assert program == plain.replace("result = function", 'print("start")\nresult = function')
    assert program != plain


def test_a_program_of_a_team_has_a_name_of_its_own(folder: Path) -> None:
    assert (
        write(folder, {"code/ours.py.j2": "# ${{ program.path }}\n"}, Notebook("a.ipynb", "b"), "ours") == "# a.ipynb\n"
    )


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ("program.arguments", '["a"]'),
        ("{'ä': '\"<&>\\''}", """{"ä": "\\"<&>'"}"""),
        ("1.5", "1.5"),
    ],
)
def test_a_literal_is_written_as_json_without_html(folder: Path, literal: str, text: str) -> None:
    assert write(folder, {"code/call.py.j2": f"${{{{ {literal} | tojson }}}}"}) == f"{text}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${{ program.argument }}", "a Python has no attribute 'argument': did you mean 'arguments'?"),
        ("${{ lost }}", "'lost' is undefined"),
        ("${{ program.arguments }}", "cannot render a tuple without quotes: use `| tojson` for a literal"),
        ("${{ program.lenient }}", "cannot render a NoneType without quotes: use `| tojson` for a literal"),
        ("${{ true }}", "cannot render a bool without quotes: use `| tojson` for a literal"),
        ("${{ program.__class__ }}", "access to attribute '__class__' of 'Python' object is unsafe."),
        ("${{ program.arguments.append(1) }}", "'tuple object' has no attribute 'append'"),
        ("{% include 'code/lost.py.j2' %}", "template file `code/lost.py.j2` not found in templates"),
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
    ],
)
def test_an_error_is_reported_at_its_line(folder: Path, text: str, message: str) -> None:
    diagnostic = refuse(folder, {"code/call.py.j2": f"# a comment\n{text}\n"})
    assert diagnostic.message.startswith(message)
    assert (diagnostic.place.file, diagnostic.place.line) == ("templates/code/call.py.j2", 2)


@pytest.mark.parametrize("text", ["print('a'\n", "def f():\nreturn 1\n", "x = ${{ program.function }}:\n"])
def test_a_program_that_is_no_python_is_an_error(folder: Path, text: str) -> None:
    diagnostic = refuse(folder, {"code/call.py.j2": f"{{# a comment #}}\n{text}"})
    assert diagnostic.message.startswith("the program is not valid Python: ")
    assert diagnostic.place.file == "templates/code/call.py.j2"


def test_a_block_that_does_not_exist_is_an_error(folder: Path) -> None:
    text = '{% extends "argogen/code/call.py.j2" %}\n{% block calls %}\n{% endblock %}\n'
    diagnostic = refuse(folder, {"code/call.py.j2": text})
    assert diagnostic.message.startswith("unknown block `calls`: did you mean `call`?")


@pytest.mark.parametrize("name", ["lost", "../fields/retry", "/etc/passwd"])
def test_a_program_without_a_file_is_an_error(folder: Path, name: str) -> None:
    diagnostic = refuse(folder, {}, name)
    assert (diagnostic.place.file, diagnostic.place.line) == ("templates/manifest.yaml.j2", 1)


def test_the_name_of_a_program_is_a_string(folder: Path) -> None:
    diagnostic = refuse(folder, {"manifest.yaml.j2": "a: ${{ code(1, program) }}\n"})
    assert diagnostic.message == "first argument of `code` must be the name of a template, got a int"


def test_a_file_that_both_kinds_of_templates_use_is_compiled_for_each(folder: Path, tmp_path: Path) -> None:
    (folder / "shared.j2").write_text("{% set value = 'x' %}\n")
    use = "{% from 'shared.j2' import value %}\n"
    (folder / "a.yaml.j2").write_text(
        f"{use}a: ${{{{ value }}}}\nb: ${{{{ code('p', []) }}}}\nc: ${{{{ code('p', [1]) }}}}\n"
    )
    (folder / "code").mkdir()
    (folder / "code/p.py.j2").write_text(f"{use}${{{{ value }}}} = ${{{{ program | length }}}}\n")
    for _ in range(2):  # the second time, from the cache
        templates = Templates([folder], bytecode_cache=tmp_path / "cache")
        assert templates.render("a.yaml.j2") == {"a": "x", "b": "x = 0\n", "c": "x = 1\n"}
    assert len(list((tmp_path / "cache").iterdir())) == 2


FIELD = "image: ${{ container.image }}\nargs: ${{ container.args }}\n"


@pytest.mark.parametrize(
    "value",
    [Container(image="busybox", args=("a",)), {"image": "busybox", "args": ["a"]}],
    ids=["record", "mapping"],
)
def test_a_field_is_rendered_with_other_contents(folder: Path, value: Any) -> None:
    (folder / "fields").mkdir()
    (folder / "fields/container.yaml.j2").write_text(FIELD)
    (folder / "a.yaml.j2").write_text(
        'a: ${{ field("container", value, args=["b", "c"]) }}\nb: ${{ field("container", value) }}\n'
        'c: ${{ field("container", none, args=[]) }}\n'
    )
    changed = {"image": "busybox", "args": ["b", "c"]}
    assert Templates([folder]).render("a.yaml.j2", value=value) == {"a": changed, "b": {**changed, "args": ["a"]}}


def test_contents_of_a_field_that_does_not_exist_are_an_error(folder: Path) -> None:
    (folder / "a.yaml.j2").write_text('a: 1\nb: ${{ field("container", value, arg=[]) }}\n')
    with pytest.raises(InvalidInputError) as caught:
        Templates([folder]).render("a.yaml.j2", value=Container())
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message.startswith("a Container has no attribute 'arg': did you mean 'args'?")
    assert diagnostic.place.line == 2


def test_a_construct_can_choose_its_program(folder: Path) -> None:
    (folder / "code").mkdir()
    (folder / "code/ours.py.j2").write_text("# ours\n")
    (folder / "a.yaml.j2").write_text(
        'a: ${{ field("container", template.container, args=(code("ours", program),) + template.container.args) }}\n'
    )
    template = Template("a", "python", container=Container(command=("python", "-c"), args=("b",)))
    rendered = Templates([folder]).render("a.yaml.j2", template=template, program=PYTHON)
    assert rendered == {"a": {"command": ["python", "-c"], "args": ["# ours\n", "b"]}}
