"""Locations of values in templates, and their types there."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from argogen.diagnostics import Diagnostic
from argogen.yaml.emitter import dump
from tests.yaml.emitter.nasty import NASTY
from tests.yaml.emitter.readers import read_yaml11, read_yaml12

Render = Callable[..., Any]
Refuse = Callable[..., Diagnostic]

PLACES = [
    ("a: ${{ v }}", "x: y", {"a": "x: y"}),
    ("a: p/${{ v }}:${{ v }}", "on", {"a": "p/on:on"}),
    ("a: run ${{ v }} now", "#1", {"a": "run #1 now"}),
    ("a: run ${{ v }} now # c", "x", {"a": "run x now"}),
    ("- ${{ v }}", "- x", ["- x"]),
    ("- a: ${{ v }}\n  b: 1", "", [{"a": "", "b": 1}]),
    ("[${{ v }}, a/${{ v }}]", "1,2", ["1,2", "a/1,2"]),
    ("{a: ${{ v }}, b: x${{ v }}}", "}", {"a": "}", "b": "x}"}),
    ("${{ v }}", "x", "x"),
    ("${{ v }}: 1", "a: b", {"a: b": 1}),
    ("pre-${{ v }}: 1", "x", {"pre-x": 1}),
    ("n${{ v }}: 1", 5, {"n5": 1}),
    ("? ${{ v }}\n: 1", "a\nb", {"a\nb": 1}),
    ('a: "{{inputs.parameters.${{ v }}}}"', 'q"\\', {"a": '{{inputs.parameters.q"\\}}'}),
    ("a: '{{x.${{ v }}}} it''s'", "o'k", {"a": "{{x.o'k}} it's"}),
    ('a: "${{ v }}"', 5, {"a": "5"}),
    ("a: '${{ v }}'", True, {"a": "true"}),
    ('a: "${{ v }}"', [1], {"a": "[1]"}),
    ("a: |\n  echo ${{ v }} > f\n  b\nc: ${{ v }}", "x\ny", {"a": "echo x\ny > f\nb\n", "c": "x\ny"}),
    ("- n: |-\n    ${{ v }}\n  o: ${{ v }}", "  lead\n\ttab\n", [{"n": "  lead\n\ttab", "o": "  lead\n\ttab\n"}]),
    ("- |\n  if x; then\n    ${{ v }}\n  fi", "a\nb", ["if x; then\n  a\n  b\nfi\n"]),
    ("- |\n  if x; then\n    ${{ v }}\n  fi", "a\n\nb\n", ["if x; then\n  a\n\n  b\nfi\n"]),
    ("a: |\n  ${{ v }}", "x", {"a": "x\n"}),
    ("a: |\n  ${{ v }}\nb: 1", 5, {"a": "5\n", "b": 1}),
    ("a: |-\n  ${{ v }}", 5, {"a": "5"}),
    ("a: |\n  x\n\n    ${{ v }}${{ v }}", "1\n2", {"a": "x\n\n  1\n  21\n  2\n"}),
    ("a: >\n  one\n  ${{ v }}", "x", {"a": "one x\n"}),
    ("a: one\n  ${{ v }}", "x", {"a": "one x"}),
    ("a: ${{ v }}", {"k": [1, None, True, 1.5]}, {"a": {"k": [1, None, True, 1.5]}}),
    ("a: ${{ v }}", 1e16, {"a": 1e16}),
    ("a: ${{ v }}s", 5, {"a": "5s"}),
    ("a: x${{ v }}", 1e16, {"a": "x1.0e+16"}),
    ("a: x${{ v }}", True, {"a": "xtrue"}),
    ("a: x ${{ v }}", {"é": ["<&>", 1]}, {"a": 'x {"é": ["<&>", 1]}'}),
    ("a: http://${{ v }}:80/#x", "h", {"a": "http://h:80/#x"}),
    ("a: -${{ v }}", 3, {"a": "-3"}),
    ("a: ${{ v }} ${{ v }}", "x", {"a": "x x"}),
    ("a: ${{ v }}${{ v }}", "1", {"a": "11"}),
    ("a:${{ v }}", "x", "a:x"),
    ("# c ${{ v }}\na: 1", "x\ny: 2", {"a": 1}),
    ("a: # ${{ v }}\n  1", "x", {"a": 1}),
    ("a:\n  ${{ v }}", [1], {"a": [1]}),
    ("a:\n- ${{ v }}", [1], {"a": [[1]]}),
    ("a: {% if v %}${{ v }}{% endif %}", "%", {"a": "%"}),
    ("a: it's ${{ v }}", "x", {"a": "it's x"}),
    ("a: ${{ 'x & y' ~ v }}", "<", {"a": "x & y<"}),
    ("a: ${{ v ~ 1.5 ~ true ~ [1] }}", "<", {"a": "<1.5true[1]"}),
    ("a: ${{ [v, 1]|join(', ') }}", "&", {"a": "&, 1"}),
    ("a: ${{ '%s!'|format(v) }}", "&", {"a": "&!"}),
    ("a: ${{ v + 1 }}", 1, {"a": 2}),
    ("a: ${{ {'b': {'c': v}} }}", 1, {"a": {"b": {"c": 1}}}),
    ("a: ${{ v|map('upper') }}", ["x"], {"a": ["X"]}),
    ("a: ${{ v }}", (1, (2,)), {"a": [1, [2]]}),
    ("a: ${{ v }}", MappingProxyType({"b": ()}), {"a": {"b": []}}),
    ("a: ${{ v.keys() }}", {"x": 1}, {"a": ["x"]}),
    ("a: &x ${{ v }}\nb: *x", 1, {"a": 1, "b": 1}),
    ("a: !!str ${{ v }}", 1, {"a": "1"}),
]


@pytest.mark.parametrize(("template", "value", "data"), PLACES)
def test_a_value_takes_the_form_that_its_place_asks_for(render: Render, template: str, value: Any, data: Any) -> None:
    rendered = render(template, v=value)
    assert rendered == data
    assert repr(rendered) == repr(data)  # 1 is not True


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_texts_come_through(render: Render, text: str) -> None:
    template = 'a: ${{ v }}\nb: "<${{ v }}>"\nc: [${{ v }}]\n${{ "<" ~ v ~ ">" }}: 1\nd: |\n  <${{ v }}>\n'
    data = render(template, v=text)
    assert data == {"a": text, "b": f"<{text}>", "c": [text], f"<{text}>": 1, "d": "<" + text.rstrip("\n") + ">\n"}
    assert read_yaml11(dump(data)) == read_yaml12(dump(data)) == data


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("[on, 012, 0o17, '12:30', 2024-01-01, 0x1F, 1e3, True]", ["on", 12, 15, "12:30", "2024-01-01", 31, 1e3, True]),
        ("a: '5'\nb: !!str 5\nc: \"true\"", {"a": "5", "b": "5", "c": "true"}),
        ("on: 1\n5: 2\n0x1F: 3\ntrue: 4", {"on": 1, "5": 2, "0x1F": 3, "true": 4}),
        ("a: {}\nb: []\nc: ''", {"a": {}, "b": [], "c": ""}),
        ("a: 1\n<<: &b {c: 2}\nd: *b", {"a": 1, "c": 2, "d": {"c": 2}}),
        ("'<<': 1", {"<<": 1}),
    ],
)
def test_what_a_template_writes_itself_is_yaml_1_2(render: Render, template: str, data: Any) -> None:
    assert repr(render(template)) == repr(data)


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("a: ${{ none }}", None),
        ("${{ none }}", None),
        ("", None),
        ("# nothing", None),
        ("a: ${{ none }}\nb: 1", {"b": 1}),
        ("a: ${{ none }}\na: 1\na:\n- ${{ none }}", {"a": 1}),
        ("a: '${{ none }}'\nb: 1", {"b": 1}),
        ("a: |\n  ${{ none }}\nb: 1", {"b": 1}),
        ("- ${{ none }}\n- 1", [1]),
        ("a: null\nb: ~\nc:\nd: 1", {"d": 1}),
        ("outputs:\n{% for x in [] %}\n- x\n{% endfor %}\nb: 1", {"b": 1}),
        ("a:\n  b: ${{ none }}\n  c:\n  - ${{ none }}\nd: 1", {"d": 1}),
        ("a: {b: ${{ none }}}", None),
        ("a: [${{ none }}, []]", {"a": [[]]}),
        ("a: ${{ {} }}\nb: ${{ [] }}\nc: ${{ '' }}", {"a": {}, "b": [], "c": ""}),
        ("a: ${{ () }}\nb: ${{ [()] }}\nc: '${{ () }}'\nd: ${{ field('nope', ()) }}", {"b": [[]]}),
        ("a: ${{ 0 }}\nb: ${{ false }}", {"a": 0, "b": False}),
        ("a: ${{ {'b': none, 'c': [none]} }}", {"a": {"b": None, "c": [None]}}),
        ("${{ 'a' }}: ${{ none }}\nb: 1", {"b": 1}),
    ],
)
def test_what_is_absent_is_dropped(render: Render, template: str, data: Any) -> None:
    assert render(template) == data


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("a: 1\n<<: ${{ m }}\nz: 2", {"a": 1, "x": 1, "y": [2], "z": 2}),
        ("<<: ${{ m }}\n<<: ${{ n }}", {"x": 1, "y": [2], "5": "n"}),
        ("<<: ${{ none }}\na: 1", {"a": 1}),
        ("<<: ${{ none }}", None),
        ("x: ${{ none }}\n<<: ${{ m }}", {"x": 1, "y": [2]}),
        ("- <<: ${{ m }}\n- b", [{"x": 1, "y": [2]}, "b"]),
        ("{<<: ${{ m }}, b: 1}", {"x": 1, "y": [2], "b": 1}),
    ],
)
def test_a_mapping_is_spliced_where_it_stands(render: Render, template: str, data: Any) -> None:
    rendered = render(template, m={"x": 1, "y": [2]}, n={5: "n"})
    assert rendered == data
    assert repr(rendered) == repr(data)


class Kind(str, enum.Enum):  # noqa: UP042 - the harder kind, whose str() is not its value
    WORKFLOW = "Workflow"


def test_an_enums_member_is_its_value(render: Render) -> None:
    data = render("a: ${{ k }}\nb: x${{ k }}\n", k=Kind.WORKFLOW)
    assert data == {"a": "Workflow", "b": "xWorkflow"}
    assert type(data["a"]) is str


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("a: 1\nb: x${{ none }}", 2, "absent value inside a string"),
        ("a: ${{ none }}\nb: x\n  y ${{ none }}", 3, "absent value inside a string"),
        ("a: |\n  one\n  two ${{ none }}\n", 3, "absent value inside a string"),
        ("a: 1\nb: ${{ 'x' ~ none }}", 2, "absent value inside a string"),
        ("a: 1\nb: >\n  c ${{ 'x\ny' }}", 3, "folded"),
        ("a: 1\n<<: ${{ {'a': 2} }}", 2, "duplicate key `a`, from the key `a` and `<<`"),
        ("<<: ${{ {'a': 2} }}\n\na: 1", 3, "duplicate key `a`, from `<<` and the key `a`"),
        ("<<: ${{ {'a': 2} }}\n<<: ${{ {'a': 2} }}", 2, "duplicate key `a`, from `<<` and `<<`"),
        ("a: 1\n${{ 'a' }}: 2", 2, "duplicate key `a`, from the key `a` and a key"),
        ("a: 1\n<<: ${{ [1] }}", 2, "value of `<<` must be a mapping"),
        ("a: 1\n${{ none }}: 2", 2, "mapping key must be a string"),
        ("a: 1\n${{ [1] }}: 2", 2, "mapping key must be a string"),
        ("a: ${{ nope }}", 1, "'nope' is undefined"),
        ("a: ${{ [nope] }}", 1, "'nope' is undefined"),
        ("a: ${{ v }}", 1, "a manifest cannot contain a set"),
        ("a: ${{ inf }}", 1, "a manifest cannot contain inf"),
        ("a: ${{ [-inf] }}", 1, "a manifest cannot contain -inf"),
        ("a: ${{ 2 ** 1024 }}", 1, "a manifest cannot contain a number of 1,025 bits"),
        ("a: x${{ 10 ** 5000 }}", 1, "a manifest cannot contain a number of"),
        ("a: ${{ deep }}", 1, "nested more than 200 levels"),
    ],
)
def test_a_value_that_cannot_stand_there_is_refused(refuse: Refuse, template: str, line: int, message: str) -> None:
    deep: Any = []
    for _ in range(300):
        deep = [deep]
    diagnostic = refuse(template, v={1, 2}, deep=deep, inf=math.inf)
    assert (diagnostic.code, diagnostic.place.file) == ("template-error", "templates/part.yaml.j2")
    assert (diagnostic.place.line, diagnostic.place.text) == (line, template.split("\n")[line - 1])
    assert message in diagnostic.message
