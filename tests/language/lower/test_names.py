from __future__ import annotations

import pytest

from argogen.language.lower.names import LONGEST, name_templates, shorten
from argogen.language.resolve.symbols import build_symbols
from tests.language.pipelines import read_pipeline


def names(text: str) -> list[str]:
    symbols = build_symbols(read_pipeline(text))
    return list(name_templates(symbols).values())


def test_a_step_gives_its_name() -> None:
    assert names("{name: x, steps: [{name: plan, run: a}]}") == ["main", "plan"]


def test_clashes_all_get_their_parents_name() -> None:
    text = """
    name: x
    steps:
      - {name: etl, steps: [{name: load, run: a}]}
      - {name: elt, steps: [{name: load, run: b}]}
    """
    assert sorted(names(text)) == ["elt", "elt-load", "etl", "etl-load", "main"]


def test_a_name_that_stays_makes_others_give_way() -> None:
    text = "{name: x, components: {echo: {run: a}}, steps: [{name: echo, run: b}, {name: use, use: echo}]}"
    assert sorted(names(text)) == ["echo", "main", "main-echo"]


def test_names_that_differ_in_no_parent_are_numbered() -> None:
    text = "{name: x, components: {on-exit: {run: a}}, run: b, on_exit: {run: c}}"
    assert names(text) == ["on-exit", "main", "on-exit-2"]


def test_long_names_are_cut_and_still_differ() -> None:
    one, other = shorten("a" * 200 + "b", LONGEST), shorten("a" * 200 + "c", LONGEST)
    assert one != other
    assert len(one) == len(other) == LONGEST


def test_steps_of_one_name_in_one_level_are_numbered() -> None:
    assert names("{name: x, steps: [{name: a, run: a}, {name: a, run: b}, {name: a, run: c}]}") == [
        "main",
        "a-2",
        "a-3",
        "a-4",
    ]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("tasks: {A: {run: a}, B: {needs: [A], run: b}}", ["a", "b", "main"]),
        ("steps: [{name: Load, run: a}, {name: load, run: b}]", ["load-2", "load-3", "main"]),
        ("steps: [{name: Part, steps: [{name: X, run: a}]}, {name: x, run: b}]", ["main", "main-x", "part", "part-x"]),
        ("steps: [{name: Each, for_each: {items: [1], parallelism: 1}, run: a}]", ["each", "each-loop", "main"]),
        ("steps: [{name: A, run: a, on_exit: {run: b}}]", ["a", "a-exit", "main"]),
        ("steps: [{name: A, template: Kept, run: a}]", ["Kept", "main"]),
    ],
)
def test_generated_names_are_lower_case(keys: str, expected: list[str]) -> None:
    assert sorted(names(f"{{name: x, {keys}}}")) == expected
