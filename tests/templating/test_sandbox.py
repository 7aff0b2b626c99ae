"""Templates of packs are untrusted code: the sandbox gives them access to data only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from argogen.diagnostics import Diagnostic
from argogen.records import Record

Render = Callable[..., Any]
Refuse = Callable[..., Diagnostic]


SETTINGS: Mapping[str, int] = {"items": 3, "plain": 4, "_under": 5}


class Step(Record):
    name: str = "x"
    items: tuple[int, ...] = (1, 2)
    settings: Mapping[str, int] = SETTINGS
    _secret: str = "s"


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__",
        "''.__class__.__mro__",
        "''['__class__']",
        "''|attr('__class__')",
        "[1]|map(attribute='__class__')|list",
        "step.__class__",
        "step.__init__.__globals__",
        "step._secret",
        "step['_secret']",
        "step|attr('_secret')",
        "field.__self__",
        "field.__func__.__globals__",
        "field.__globals__",
        "range.__globals__",
        "'{0.__class__}'.format(step)",
        "'{0._secret}'.format(step)",
        "'{x.__class__}'.format_map({'x': step})",
        "('{0.__class__}'|attr('format'))(step)",
        "self.__class__",
        "self._TemplateReference__context",
        "namespace.__init__",
        "step.settings.update({'a': 1})",
        "step.settings.clear()",
        "[1].append(2)",
        "lipsum()",
        "cycler(1)",
        "[1]|random",
    ],
)
def test_an_escape_is_refused(refuse: Refuse, expression: str) -> None:
    diagnostic = refuse(f"a: 1\nb: ${{{{ {expression} }}}}\n", step=Step())
    assert diagnostic.place.line == 2
    assert any(word in diagnostic.message for word in ("unsafe", "undefined", "No filter named", "no attribute"))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("step.name", "x"),
        ("step['name']", "x"),
        ("step.items", [1, 2]),
        ("step.settings.plain", 4),
        ("step.settings['items']", 3),
        ("step.settings.items()|list|length", 3),
        ("'{0.name}{1}'.format(step, 2)", "x2"),
        ("range(3)", [0, 1, 2]),
        ("dict(a=1)", {"a": 1}),
        ("step.name.upper()", "X"),
    ],
)
def test_data_is_there(render: Render, expression: str, value: Any) -> None:
    assert render(f"a: ${{{{ {expression} }}}}\n", step=Step()) == {"a": value}
