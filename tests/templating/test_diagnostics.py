"""Errors in templates are reported with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from argogen.diagnostics import Diagnostic, InvalidInputError, format_text
from argogen.host import Host
from argogen.records import Record
from argogen.templating.templates import Templates

Render = Callable[..., Any]
Refuse = Callable[..., Diagnostic]


@pytest.mark.parametrize(
    ("template", "line", "code", "message"),
    [
        ("a: 1\n{% if %}\n", 2, "template-syntax", "Expected an expression"),
        ("a: 1\n\nb: ${{ x y }}", 3, "template-syntax", "expected token"),
        ("a: 1\n{% for x in [] %}\n", 2, "template-syntax", "Unexpected end of template"),
        ("a: ${{ x|nope }}", 1, "template-syntax", "No filter named 'nope'"),
        ("a: ${{ x|tojson }}", 1, "template-syntax", "No filter named 'tojson'"),
        ("a: 1\nb: ${{ 1 if x }}", 2, "template-syntax", "inline `if` without `else`"),
        ("{% autoescape false %}\na\n{% endautoescape %}", 1, "template-syntax", "`autoescape` cannot be changed"),
        ("a: 1\nb: \ue000", 2, "template-syntax", "U+E000"),
        ('a: 1\nb: "\\ue0010"', 2, "template-syntax", "U+E000"),
        ("a: 1\nb:\n  c: ${{ template.image }}", 3, "template-error", "'template' is undefined"),
        ("a: 1\nb: ${{ v.imagee }}", 2, "template-error", "no attribute 'imagee'"),
        ("a: 1\nb: ${{ v.imagee.x }}", 2, "template-error", "no attribute 'imagee'"),
        ("a: 1\n{% if v.nope %}\n{% endif %}", 2, "template-error", "no attribute 'nope'"),
        ("a: 1\nb: ${{ 1 // 0 }}", 2, "template-error", "ZeroDivisionError"),
        ("a: 1\n\n{% for x in none %}\n{% endfor %}", 3, "template-error", "not iterable"),
        ("a: 1\n{% for x in range(10000000) %}\n{% endfor %}", 2, "template-error", "Range too big"),
        ("{% macro m() %}\n${{ m() }}\n{% endmacro %}\na: ${{ m() }}", 2, "template-error", "unbounded recursion"),
        ("{% if true %}\na: 1\n  b: 2\n{% endif %}\n", 3, "template-yaml", "mapping values are not allowed"),
        ("{% if true %}\n{% endif %}\na: [1\nb: 2\n", 4, "template-yaml", "while parsing a flow sequence"),
        ("a: 1\nb: 'x\nc: 1\n", 2, "template-yaml", "quoted scalar"),
        ("a: 1\n\tb: 2\n", 2, "template-yaml", "a tab character"),
        ("a: \x07", 1, "template-yaml", "invalid YAML"),
        ("a: 1\n---\nb: 1", 2, "template-yaml", "another document"),
        ("a: 1\nb: *x", 2, "template-yaml", "alias"),
        ("a: &x [*x]", 1, "template-yaml", "nesting exceeds 200 levels"),
        ("a: 1\nb: " + "[" * 300 + "]" * 300, 2, "template-yaml", "nesting exceeds 200 levels"),
        ("a: 1\nb: " + "[" * 2_000, 2, "template-yaml", "nesting exceeds 200 levels"),
        ("a: 1\nb: " + "[" * 300_000 + "]" * 300_000, 2, "template-yaml", "nesting exceeds 200 levels"),
        ("a: 1\nb: !env x", 2, "template-yaml", "tag `!env`"),
        ("a: 1\nb: !env {x: 1}", 2, "template-yaml", "tag `!env`"),
        ("a: 1\nb: 2\na: 3", 3, "template-yaml", "duplicate key `a`"),
        ("a: 1\nb: 2\n<<: ${{ {} }}\na: 3", 4, "template-yaml", "duplicate key `a`"),
        ("a: 1\nb: .nan", 2, "template-yaml", "a manifest cannot contain nan"),
        ("? [a]\n: b", 1, "template-yaml", "mapping key must be a string"),
        ("a: 1\n${{ 1 }}", 2, "template-yaml", "could not find expected ':'"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_fault_is_reported_with_its_line(refuse: Refuse, template: str, line: int, code: str, message: str) -> None:
    class Value(Record):
        image: str = "x"

    diagnostic = refuse(template, v=Value())
    place = diagnostic.place
    assert (diagnostic.code, place.file, place.line) == (code, "templates/part.yaml.j2", line)
    assert message in diagnostic.message
    assert place.text == template.split("\n")[line - 1]
    assert 1 <= place.column <= len(place.text) + 1


def test_the_name_at_fault_is_underlined(refuse: Refuse) -> None:
    assert format_text(refuse("a: 1\nb: p/${{ nope }}\n")) == (
        "templates/part.yaml.j2:2:10: error[template-error]: 'nope' is undefined\n"
        "    2 | b: p/${{ nope }}\n"
        "      |          ^^^^ variables: code, construct, field"
    )


def test_the_rendered_line_is_shown_where_it_is_not_as_written(refuse: Refuse) -> None:
    diagnostic = refuse("a:\n{% for x in [1, 2] %}${{ x }}: {% endfor %}\n")
    assert diagnostic.place.line == 2
    assert diagnostic.hint == "rendered as `${{ … }}: ${{ … }}:`"
    assert refuse("a: 1\n b: ${{ 1 }}\n").hint == ""


PARTS = {
    "part.yaml.j2": "{% import 'macros.j2' as m %}\na: ${{ 0 }}\nb: ${{ field('deep', 1) }}\n",
    "fields/deep.yaml.j2": "{% extends 'base.j2' %}\n{% block x %}\n\nd: ${{ deep }}\n{% endblock %}\n",
    "base.j2": (
        "{% import 'macros.j2' as m %}\n{% for i in [1, 2] %}\ni${{ i }}: 0\n{% endfor %}\n\n"
        "{% block x %}\n{% endblock %}\n${{ m.m(1) }}\n{% include 'more.j2' %}\n"
    ),
    "macros.j2": "{% macro m(x) %}\n\nx: ${{ x }}\ny: 1\n{% endmacro %}\n",
    "more.j2": "more: 1\n",
}


@pytest.mark.parametrize(
    ("name", "good", "bad", "line"),
    [
        ("fields/deep.yaml.j2", "d: ${{ deep }}", "d: : ${{ deep }}", 4),
        ("fields/deep.yaml.j2", "d: ${{ deep }}", "d: ${{ deepp }}", 4),
        ("fields/deep.yaml.j2", "d: ${{ deep }}", "d: x${{ none }}", 4),
        ("fields/deep.yaml.j2", "d: ${{ deep }}", "d: ${{ deep | }}", 4),
        ("base.j2", "i${{ i }}: 0", "i${{ i }}: : 0", 3),
        ("base.j2", "i${{ i }}: 0", "i: 0", 3),
        ("base.j2", "i${{ i }}: 0", "${{ none }}: 0", 3),
        ("macros.j2", "y: 1", "y: : 1", 4),
        ("macros.j2", "y: 1", "x: 1", 4),
        ("macros.j2", "x: ${{ x }}", "x: a${{ none }}", 3),
        ("macros.j2", "x: ${{ x }}", "x: ${{ 1 / 0 }}", 3),
        ("more.j2", "more: 1", "more: : 1", 1),
    ],
)
def test_a_fault_in_another_file_is_reported_where_it_is(
    render: Render, refuse: Refuse, name: str, good: str, bad: str, line: int
) -> None:
    assert render(PARTS) == {"a": 0, "b": {"i1": 0, "i2": 0, "d": 1, "x": 1, "y": 1, "more": 1}}
    diagnostic = refuse({**PARTS, name: PARTS[name].replace(good, bad)})
    assert (diagnostic.place.file, diagnostic.place.line) == (f"templates/{name}", line)
    assert diagnostic.place.text == bad


def test_parts_that_use_themselves_are_stopped(refuse: Refuse) -> None:
    diagnostic = refuse({"part.yaml.j2": "a: ${{ field('x', 1) }}", "fields/x.yaml.j2": "\na: ${{ field('x', x) }}"})
    assert str(diagnostic.place) == "templates/fields/x.yaml.j2:2:1"
    assert "templates are nested more than 40 levels deep" in diagnostic.message


def test_a_file_that_is_not_text(folder: Path) -> None:
    (folder / "a.j2").write_bytes(b"a: \xff")
    with pytest.raises(InvalidInputError, match="invalid UTF-8"):
        Templates([folder], host=Host(working_directory=Path.cwd())).render("a.j2")


def test_rendering_goes_on_after_a_fault(folder: Path) -> None:
    (folder / "bad.j2").write_text("a: ${{ 1 }}\nb: ${{ nope }}")
    (folder / "good.j2").write_text("a: ${{ x }}")
    templates = Templates([folder], host=Host(working_directory=Path.cwd()))
    for _ in range(50):
        with pytest.raises(InvalidInputError):
            templates.render("bad.j2")
    assert templates.render("good.j2", x=5) == {"a": 5}
