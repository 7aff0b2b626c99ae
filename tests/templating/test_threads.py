"""Several threads render with one Templates, and with several concurrently."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.templating.templates import Templates

FILES = {
    "main.yaml.j2": "{% import 'macros.j2' as m %}\nname: ${{ name }}\nlist:\n{% for x in values %}\n"
    "- ${{ field('item', x) }}\n- ${{ m.pair(x) }}\n{% endfor %}\n",
    "fields/item.yaml.j2": "{% extends 'base.j2' %}\n{% block more %}\nitem: ${{ item.value }}\n{% endblock %}\n",
    "base.j2": "who: ${{ workflow }}\n{% block more %}\n{% endblock %}\n{% include 'last.j2' without context %}\n",
    "macros.j2": "{% macro pair(x) %}\nx: ${{ x.value }}\ny: ${{ x.value }}\n{% endmacro %}\n",
    "last.j2": "last: ${{ 'one' }}\n",
    "bad.yaml.j2": "name: ${{ name }}\n\nbad: ${{ name.nope }}\n",
}
COUNT = 50


@pytest.fixture
def write(folder: Path) -> Callable[[str, str], Path]:
    """Create a directory with the files above, with a name in them."""

    def run(name: str, last: str) -> Path:
        root = folder / name
        for file, text in FILES.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text.replace("'one'", f"'{last}'"))
        return root

    return run


def check(templates: Templates, number: int, last: str) -> None:
    values = [{"value": number * 1000 + index} for index in range(20)]
    made = templates.render("main.yaml.j2", name=f"n{number}", values=values, workflow=f"w{number}")
    expected: list[Any] = []
    for value in values:
        expected.append({"who": f"w{number}", "item": value["value"], "last": last})
        expected.append({"x": value["value"], "y": value["value"]})
    assert made == {"name": f"n{number}", "list": expected}
    with pytest.raises(InvalidInputError, match=r"bad\.yaml\.j2:3:"):
        templates.render("bad.yaml.j2", name=f"n{number}")


def test_threads_that_share_templates_do_not_disturb_each_other(write: Callable[[str, str], Path]) -> None:
    templates = Templates([write("a", "one")])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: check(templates, number, "one"), range(COUNT)))


def test_templates_side_by_side_do_not_disturb_each_other(write: Callable[[str, str], Path]) -> None:
    both = [(Templates([write(name, name)]), name) for name in ("a", "b")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: check(*_order(both[number % 2], number)), range(COUNT)))


def _order(both: tuple[Templates, str], number: int) -> tuple[Templates, int, str]:
    return both[0], number, both[1]


def test_a_rendering_leaves_nothing_behind(write: Callable[[str, str], Path]) -> None:
    root = write("a", "one")
    templates = Templates([root])
    check(templates, 1, "one")
    check(templates, 2, "one")
    (root / "last.j2").write_text("last: two\n")
    check(templates, 3, "one")  # a Templates reads each file once
    check(Templates([root]), 3, "two")
