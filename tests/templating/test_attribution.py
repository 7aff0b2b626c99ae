"""Errors in templates are reported with their location; other exceptions are internal errors."""

from __future__ import annotations

import collections
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.host import Host
from argogen.templating import tracing
from argogen.templating.data import as_data
from argogen.templating.environment import ManifestEnvironment, TemplateEnvironment
from argogen.templating.lookup import Lookup
from argogen.templating.rendering import PlacingContext
from argogen.templating.shapes import compiler
from argogen.templating.templates import Templates

Render = Callable[..., Any]
Refuse = Callable[..., Diagnostic]

OF_TEMPLATES = """\
1 // 0
1 % 0
1 + 'a'
'a' * 'b'
[] + {}
'%d' % 'x'
[1] < 'a'
-'a'
1 in 2
[][0]
{'a': 1}[{}]
x.y
'%d' | format('x')
'%(a)s' | format(b=1)
'%s %s' | format(1)
5 | format('%d', 1)
'x' | indent(1, 2, 3, 4)
'x' | indent(widths=1)
'x' | center(1, 2)
'x' | truncate(1, 2, 3, 4, 5)
'x' | wordwrap('a')
'x' | replace('a')
'x' | replace('a', 'b', 1, 2)
1 | round(1, 2, 3)
'%c' | format(-1)
['%d'] | map('format', 'x')
[1] | join(1)
5 | join
[1] | join(1, 2, 3, 4)
[[1]] | join(attribute='x')
['a', 1] | sort
5 | list
[1] | sum('')
['x'] | map('nope')
range(3) | groupby('a')
[1, {}] | unique | list
'x'.encode('no-such-codec')
'x'.nope()
5()
'{0.x}'.format(1)
'{1}'.format(1)
'{'.format(1)
range('x')
dict(5)
namespace(1)
field()
field('x')
field('x', 1, 2)
field(5, 1)
field(none, 1)
field(['x'], 1)
field('x' * 999, 1)
field(name='x')
field('x', nope)
field(nope, 1)
construct()
construct(1, 2)
construct(5)
construct('x')
construct(nope)
construct({'construct': [1]})
""".splitlines()


@pytest.mark.parametrize("expression", OF_TEMPLATES)
def test_an_expression_is_at_fault(refuse: Refuse, expression: str) -> None:
    diagnostic = refuse("a: 1\nb: ${{ " + expression + " }}\n")
    assert (diagnostic.code, diagnostic.place.file, diagnostic.place.line) == (
        "template-error",
        "templates/part.yaml.j2",
        2,
    )


@pytest.mark.parametrize(
    "statement",
    [
        *("{% include 5 %}", "{% include [5] %}", "{% include [[1]] %}", "{% extends 5 %}", "{% import none as x %}"),
        *("{% for a, b in [1] %}{% endfor %}", "{% for a in 5 %}{% endfor %}", "{% set a, b = 1 %}"),
        *("{% for x in [0, 1] if 1 // x %}{% endfor %}", "{% if [] < {} %}{% endif %}"),
        *("{% macro m(x) %}{% endmacro %}${{ m(1, 2) }}", "{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}"),
        *("{% filter count %}b{% endfilter %}", "{% filter upper | list %}b{% endfilter %}"),
        "{% filter replace('1', '7') %}b: ${{ 1 }}{% endfilter %}",
        "{% filter replace('1', '9' * 5000) %}b: ${{ 1 }}{% endfilter %}",
    ],
)
def test_a_statement_is_at_fault(refuse: Refuse, statement: str) -> None:
    diagnostic = refuse("a: 1\n" + statement + "\n")
    assert diagnostic.code.startswith("template-")
    assert diagnostic.place.file == "templates/part.yaml.j2"


def test_a_template_that_nests_too_deep_is_at_fault(refuse: Refuse) -> None:
    assert refuse("a: ${{ " + "(" * 5000 + "1" + ")" * 5000 + " }}").code in ("template-error", "template-syntax")


def test_a_file_that_cannot_be_read_is_no_error_in_argogen(folder: Path) -> None:
    def refuse(_path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    (folder / "a.j2").write_text("a: 1")
    with pytest.raises(InvalidInputError, match="the file cannot be read: Permission denied") as caught:
        Templates([folder], host=Host(working_directory=Path.cwd(), read_file=refuse)).render("a.j2")
    assert [(d.code, d.place.file) for d in caught.value.diagnostics] == [("unreadable-file", "templates/a.j2")]


def fail(*_: object, **__: object) -> Any:
    raise KeyError("ours")


def fail_in_the_standard_library(*_: object, **__: object) -> Any:
    return collections.ChainMap[str, str]()["ours"]


TEXT = "a: ${{ v.x }}\nb: ${{ field('f', [1]) }}\nc: ${{ v.y ~ 1 }}\n<<: ${{ {'d': 1} }}\n"
FILES = {"part.yaml.j2": TEXT, "fields/f.yaml.j2": "x: ${{ f | join }}\ny: ${{ f }}\n"}
PLACES: list[tuple[Any, str]] = [
    *((PlacingContext, name) for name in ("place", "place_field", "call_template")),
    *((ManifestEnvironment, name) for name in ("join_text", "getattr")),
    (Templates, "_render_template"),
    (TemplateEnvironment, "get_template"),
    (Lookup, "find"),
    (compiler, "compose_untyped"),
]


@pytest.mark.parametrize("failing", [fail, fail_in_the_standard_library, Mock(side_effect=KeyError("ours"))])
@pytest.mark.parametrize(("owner", "name"), PLACES)
def test_an_error_in_argogen_is_no_template_error(
    render: Render, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, failing: Any
) -> None:
    monkeypatch.setattr(owner, name, failing)
    with pytest.raises(KeyError, match="ours"):
        render(FILES, v={"x": 1, "y": 2})


def test_an_error_in_a_filter_of_argogen_is_no_template_error(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argogen.templating.filters.as_text", fail)
    for call in ("[1] | join", "[[1]] | map('join') | list", "1 ~ 2"):
        with pytest.raises(KeyError, match="ours"):
            render("a: ${{ " + call + " }}")


def test_an_error_in_argogen_while_a_place_is_looked_for_is_no_template_error(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "indent_fragments", fail)
    with pytest.raises(KeyError, match="ours"):
        render("a: 1\na: 2\n")


def test_endless_recursion_in_argogen_is_no_template_error(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    def recurse(value: Any, *rest: Any) -> Any:
        return recurse(value, *rest)

    monkeypatch.setattr("argogen.templating.rendering.as_data", recurse)
    with pytest.raises(RecursionError):
        render("a: ${{ [1] }}")
    assert as_data([1]) == [1]


def test_a_property_of_a_value_that_fails_is_no_template_error(render: Render) -> None:
    class Value:
        @property
        def broken(self) -> str:
            return {"x": "y"}["ours"]

    with pytest.raises(KeyError, match="ours"):
        render("a: ${{ v.broken }}", v=Value())


def test_the_template_of_a_pack_is_at_fault_and_an_error_in_argogen_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "part.yaml.j2").write_text("{% extends 'acme/part.yaml.j2' %}")
    pack = folder.parent / "pack"
    pack.mkdir()
    (pack / "part.yaml.j2").write_text("a: 1\n\nb: ${{ v ~ 1 }}\nc: ${{ v + 1 }}\n")
    templates = Templates([folder, pack], {"acme": pack})
    assert templates.render("part.yaml.j2", v=1) == {"a": 1, "b": "11", "c": 2}
    with pytest.raises(InvalidInputError, match=r"pack/part\.yaml\.j2:4:1: TypeError"):
        templates.render("part.yaml.j2", v="x")
    monkeypatch.setattr(ManifestEnvironment, "join_text", fail)
    with pytest.raises(KeyError, match="ours"):
        templates.render("part.yaml.j2", v=1)
