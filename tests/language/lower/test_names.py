from __future__ import annotations

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
