"""The results of macros, blocks and `super()` are fragments of YAML, indented where they are placed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from argogen.diagnostics import Diagnostic

Render = Callable[..., Any]
Refuse = Callable[..., Diagnostic]

ENV = "{% macro env(name, value) %}\nname: ${{ name }}\nvalue: ${{ value }}\n{% endmacro %}\n"
SCRIPT = "{% macro script(text) %}\nsource: |\n  set -e\n\n  ${{ text }}\n{% endmacro %}\n"
LIST = "{% macro list(xs) %}\n{% for x in xs %}\n- ${{ x }}\n{% endfor %}\n{% endmacro %}\n"
NESTED = (
    "{% macro inner(x) %}\nx: ${{ x }}\ny: 1\n{% endmacro %}\n"
    "{% macro outer(x) %}\n  in:\n    ${{ inner(x) }}\n  z: 2\n{% endmacro %}\n"
)
CALLED = "{% macro wrap() %}\nwrap:\n  ${{ caller() }}\n{% endmacro %}\n"
SET = "{% set both %}\n    a: ${{ 'x' }}\n    b: 1\n{% endset %}\n"


@pytest.mark.parametrize(
    ("template", "data"),
    [
        (ENV + "- ${{ env('A', 1) }}\n- ${{ env('B', 2) }}\n", [{"name": "A", "value": 1}, {"name": "B", "value": 2}]),
        (ENV + "a:\n  b:\n    ${{ env('A', none) }}\n    c: 1\n", {"a": {"b": {"name": "A", "c": 1}}}),
        (SCRIPT + "- - ${{ script('x\ny') }}\n    a: 1\n", [[{"source": "set -e\n\nx\ny\n", "a": 1}]]),
        ("{% macro image(x) %}repo/${{ x }}:1{% endmacro %}\na: ${{ image('b: c') }}\n", {"a": "repo/b: c:1"}),
        ("{% macro nothing() %}{% endmacro %}\na: ${{ nothing() }}\nb: 1", {"b": 1}),
        (LIST + "a:\n  ${{ list([1, 2]) }}\nb: 1", {"a": [1, 2], "b": 1}),
        (NESTED + "- ${{ outer('&') }}\n", [{"in": {"x": "&", "y": 1}, "z": 2}]),
        (CALLED + "{% call wrap() %}\n    b: ${{ 1 }}\n    c: 2\n{% endcall %}\n", {"wrap": {"b": 1, "c": 2}}),
        (SET + "c:\n- ${{ both }}\n- ${{ both }}\n", {"c": [{"a": "x", "b": 1}] * 2}),
        ("{% filter trim %}\n   a: ${{ '<' }}\n{% endfilter %}\n", {"a": "<"}),
        ("{% macro a() %}x: ${{ '1' }}{% endmacro %}\n${{ a() }}${{ '2' }}", {"x": "12"}),
    ],
)
def test_a_fragment_takes_the_indentation_of_its_place(render: Render, template: str, data: Any) -> None:
    assert render(template) == data


def test_imported_macros_place_their_values_in_the_part_that_calls_them(render: Render) -> None:
    data = render(
        {
            "part.yaml.j2": "- ${{ field('item', 'x') }}\n- ${{ field('item', 'y') }}\n",
            "fields/item.yaml.j2": "{% import 'macros.j2' as m %}\n"
            "first: ${{ 0 }}\nnamed:\n  ${{ m.named(item) }}\n${{ m.fixed }}\n",
            "macros.j2": "{% macro named(x) %}\nname: ${{ x }}\n{% endmacro %}\n"
            "{% set fixed %}\nfixed: ${{ 'f' }}\n{% endset %}\n",
        }
    )
    assert data == [{"first": 0, "named": {"name": name}, "fixed": "f"} for name in "xy"]


@pytest.mark.parametrize(
    "expression",
    [
        *("m() ~ 'x'", "m() + 'x'", "'x' + m()", "'%s' % m()", "m() * 2", "'%s'|format(m())", "[m(), 1]|join"),
        *("[m()]", "{'a': m()}", "field('x', m())", "construct(m())"),
    ],
)
def test_a_fragment_is_no_value(refuse: Refuse, expression: str) -> None:
    diagnostic = refuse("{% macro m() %}a: ${{ 1 }}{% endmacro %}\n\nb: ${{ " + expression + " }}\n")
    assert "the result of a macro or block is YAML and not a value" in diagnostic.message
    assert diagnostic.place.line == 3
