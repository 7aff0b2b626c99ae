"""Templates that only place values are compiled to functions that return the same data as Jinja."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from argogen.context import Call, Container, Context, Metadata, Parameter, Template, Workflow
from argogen.engine.source_file import SourceFile
from argogen.resources import TEMPLATES
from argogen.templating.direct.compiler import compile_direct
from argogen.templating.direct.store import USUAL_COUNT
from argogen.templating.environment import ManifestEnvironment
from argogen.templating.lookup import Lookup, list_files
from argogen.templating.templates import Templates
from tests.compiling import find_inputs, prepare_source
from tests.examples.gallery import EXAMPLES, find_options

Render = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[2]
INPUTS = [*find_inputs([str(ROOT / "tests/cases/good")]), *EXAMPLES.values()]
# What has a program or YAML documents in it, which Jinja writes; and what is one mapping or another.
BY_JINJA = {
    *("constructs/python.yaml.j2", "constructs/notebook.yaml.j2", "fields/code-file.yaml.j2"),
    *("fields/container-set.yaml.j2", "fields/manifest.yaml.j2", "fields/resource.yaml.j2", "fields/retry.yaml.j2"),
}
SHIPPED = [name for name in list_files(TEMPLATES) if name.endswith(".yaml.j2") and name not in BY_JINJA]

BASE = "{% block a %}\na: ${{ v }}\n{% endblock %}\n{% block b %}\nb: 1\n{% endblock %}\n"


def is_direct(text: str, folder: Path, **files: str) -> bool:
    for name, written in {"part": text, **files}.items():
        (folder / f"{name}.yaml.j2").write_text(written)
    environment = ManifestEnvironment(Lookup([folder]), None)
    functions: dict[str, Callable[..., Any]] = {"field": lambda *_: None, "construct": lambda *_: None}
    return compile_direct(environment, "part.yaml.j2", ["v", "w"], functions) is not None


@pytest.mark.parametrize("name", SHIPPED)
def test_argogens_own_templates_are_direct(name: str, folder: Path) -> None:
    assert is_direct((TEMPLATES / name).read_text(), folder)


@pytest.fixture(scope="module")
def both() -> tuple[Templates, Templates]:
    return Templates(direct_count=1), Templates(direct_count=sys.maxsize)


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: given.path.stem)
def test_gives_what_jinja_gives(given: SourceFile, both: tuple[Templates, Templates]) -> None:
    directly, by_jinja = both
    for prepared in prepare_source(given, find_options(given)):
        if prepared.context is not None:
            assert render_context(directly, prepared.context) == render_context(by_jinja, prepared.context)


def render_context(templates: Templates, context: Context) -> str:
    # as text, which shows the order of keys too
    return repr(templates.render("manifest.yaml.j2", workflow=context.workflow, templates=context.templates))


DIRECT = [
    "a: ${{ v }}\nb: {c: ${{ v.d }}, e: []}\nf: [x, ${{ v }}]",
    "a: x ${{ v }}\nb: '${{ v }}'\nc: |\n  y\n  ${{ v }}\n",
    "${{ v.k }}: 1\n<<: ${{ v.m }}\n<<: {b: 2}\nc: ${{ v }}",
    "a:\n{% for x in v.items_ %}\n- {b: ${{ x.y }}}\n{% endfor %}\n- 1\n",
    "{% for x in v %}\n${{ x.k }}: ${{ x }}\n{% endfor %}\n",
    "a:\n{% for x in v %}\n-\n{% for y in x.z %}\n  - ${{ y }}\n{% endfor %}\n{% endfor %}\n",
    "{% if v is none %}\na: 1\n{% elif not v.x and w == 'y' %}\na: 2\n{% else %}\nb: 3\n{% endif %}\nc: 4",
    "{% set x = v.y %}\na: ${{ x.z }}",
    "a: ${{ field('part', {'w': v.x}) }}\nb: ${{ construct(v) }}",
    "{% extends 'base.yaml.j2' %}\n{% block b %}\nc: 2\n${{ super() }}\nd: ${{ v }}\n{% endblock %}\n",
    "a: 1\na: ${{ v }}",
    "a: 1\n{% if v %}\na: 2\n{% endif %}\n",
    "{% for x in v %}\na: ${{ x }}\n{% endfor %}\n",
    "${{ v }}",
    "# nothing but a comment\na: 1",
]
NOT_DIRECT = [
    "a: ${{ v ~ 'x' }}",
    "a: ${{ v | upper }}",
    "a: ${{ v['x'] }}",
    "a: ${{ v.x() }}",
    "a: ${{ v.class }}",
    "a: {% if v %}1{% endif %}",
    "a:\n{% if v %}\n  b\n{% endif %}\n",
    "a: |\n  {% for x in v %}\n  ${{ x }}\n  {% endfor %}\n",
    "{% for x in v if x %}\n- ${{ x }}\n{% endfor %}\n",
    "{% for x, y in v %}\n- ${{ x }}\n{% endfor %}\n",
    "{% for x in v %}\n{% endfor %}\n",
    "{% for x in v %}\n- ${{ loop.index }}\n{% endfor %}\n{% include 'x' %}\n",
    "a: 1\n{% set x = v %}\nb: ${{ x }}",
    "a: {}{{ v }}: 1",
    "a: !x 1",
    "a: &x [*x]",
    "{% set field = v %}\na: ${{ field('x', v) }}",
    "{% import 'base.yaml.j2' as m %}\na: ${{ m.x }}",
    "{% extends v %}\n",
    "{% extends 'base.yaml.j2' %}\n{% set x = 1 %}\n",
    "{% extends 'base.yaml.j2' %}\n{% block b %}\nc:\n  ${{ super() }}\n{% endblock %}\n",
    "".join(f"{'{%'} for v{n} in v {'%}'}\n-\n" for n in range(30)) + "{% endfor %}\n" * 30,
    "{% block b scoped %}\na: 1\n{% endblock %}\n",
    "",
]


@pytest.mark.parametrize("text", DIRECT)
def test_what_is_direct(text: str, folder: Path) -> None:
    assert is_direct(text, folder, base=BASE)


@pytest.mark.parametrize("text", NOT_DIRECT)
def test_what_is_left_to_jinja(text: str, folder: Path) -> None:
    assert not is_direct(text, folder, base=BASE)


CALL = Call("c", arguments=(Parameter("p", "1"),), dependencies=("a", "b"), raw={"x": None, "y": [1, (2,)]})
EMPTY = Call("c", raw={"name": "d"})
PLACES = [
    ("a: ${{ v.name }}\n<<: ${{ v.raw }}", {"a": "c", "x": None, "y": [1, [2]]}),
    ("a: ${{ v.dependencies }}\nb: ${{ v.with_items }}\nc: ${{ v.inline }}", {"a": ["a", "b"]}),
    ("a:\n{% for x in v.arguments %}\n- ${{ x.value }}\n- ${{ x.default }}\n{% endfor %}\n", {"a": ["1"]}),
    ("{% for x in v.arguments %}\n${{ x.name }}-1: ${{ x.value }}\n{% endfor %}\n", {"p-1": "1"}),
    ("a:\n{% for x in v.hooks %}\n  ${{ x.name }}: 1\n{% endfor %}\nb: {}\nc: []\nd: ~", {"b": {}, "c": []}),
    ("{% if v.when is none %}\na: 1\n{% else %}\na: 2\n{% endif %}\n", {"a": 1}),
    ("{% if v.when or v.name == 'c' %}\n{% if not v.depends %}\na: 1\n{% endif %}\n{% endif %}\n", {"a": 1}),
    ("{% if v.when %}\na: 1\n{% endif %}\n", None),
    ("a: '${{ v.name }}!'\nb: '${{ v.when }}'", {"a": "c!"}),
    ("a: ${{ v.when }}\na: ${{ v.name }}\na: ~", {"a": "c"}),
    ("{% for x in v.arguments %}\na: ${{ x.name }}\na: ${{ x.default }}\n{% endfor %}\n", {"a": "p"}),
    ("a: ${{ 'x' }}\nb: ${{ none }}\nc: ${{ 1.5 }}", {"a": "x", "c": 1.5}),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places(text: str, expected: Any, render: Render, folder: Path) -> None:
    assert is_direct(text, folder)
    assert render(text, v=CALL, w=None) == expected


REFUSED = [
    ("name: ${{ v.name }}\n<<: ${{ v.raw }}", "duplicate key `name`, from "),
    ("<<: ${{ v.raw }}\nname: ${{ v.name }}", "duplicate key `name`, from "),
    ("a: ${{ v.name }}\nb: 1\na: ${{ v.name }}", "duplicate key `a`"),
    ("<<: ${{ v.name }}", "value of `<<` must be a mapping"),
    ("${{ v.when }}: 1", "mapping key must be a string"),
    ("a: x ${{ v.when }}", "absent value inside a string"),
    ("a: ${{ v.nope }}", "has no attribute 'nope'"),
    ("a: ${{ nope }}", "'nope' is undefined"),
    ("a: ${{ v.inline.name }}", "no attribute"),
    ("{% for x in v.when %}\n- 1\n{% endfor %}\n", "not iterable"),
    ("a: ${{ field('nope', v.name) }}", "template file `fields/nope.yaml.j2` not found"),
    ("a: ${{ construct(v) }}", "has no attribute 'construct'"),
    ("a: ${{ v.arguments }}", "a manifest cannot contain"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_leaves_errors_to_jinja(text: str, message: str, refuse: Render, folder: Path) -> None:
    call = EMPTY if "raw" in text else Call("c", arguments=(Parameter("p", value=b"x"),))  # type: ignore[arg-type]
    assert is_direct(text, folder)
    diagnostic = refuse(text, v=call)
    assert message in diagnostic.message
    assert diagnostic.place.line


def test_values_of_other_types_are_read_too(render: Render) -> None:
    text = "a: ${{ v.x }}\n{% for y in v.z %}\n${{ y.k }}: ${{ y }}\n{% endfor %}\n"
    assert render(text, v={"x": 1, "z": [{"k": "b"}]}) == {"a": 1, "b": {"k": "b"}}


@pytest.mark.parametrize(
    ("count", "others"), [(USUAL_COUNT + 1, set()), (8 * USUAL_COUNT, {"constructs/container.yaml.j2"})]
)
def test_a_template_of_many_steps_is_compiled_at_once_and_of_very_many_all_others(
    monkeypatch: pytest.MonkeyPatch, count: int, others: set[str]
) -> None:
    compiled: list[str] = []

    def record(environment: ManifestEnvironment, name: str, *others: Any) -> Any:
        compiled.append(name)
        return compile_direct(environment, name, *others)

    monkeypatch.setattr("argogen.templating.direct.compiler.compile_direct", record)
    tasks = tuple(Call(f"t{number}", template="leaf") for number in range(count))
    leaf = Template("leaf", "container", container=Container("busybox"))
    templates = (Template("main", "dag", tasks=tasks), leaf, leaf)
    made = Templates().render(
        "manifest.yaml.j2", workflow=Workflow("Workflow", Metadata(name="x"), entrypoint="main"), templates=templates
    )
    assert [task["name"] for task in made["spec"]["templates"][0]["dag"]["tasks"]] == [task.name for task in tasks]
    usual = {"constructs/dag.yaml.j2", "fields/call.yaml.j2", "fields/arguments.yaml.j2"}
    assert usual | others <= set(compiled)
    assert others or usual == set(compiled)
