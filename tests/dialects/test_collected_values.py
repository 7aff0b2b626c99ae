"""The list of the results of a map: valid JSON is a value, all other strings are strings.

Seen on Argo 3.7.14: the results `007`, `[draft]`, `{name}`, `a`, `12`, `null`, `[1, 2]` and `true` give the list
`["007","[draft]","{name}","a",12,null,[1, 2],true]`.
"""

from __future__ import annotations

import pytest

from argogen.dialects.runnable.data.value_sources import (
    Constant,
    FirstOutput,
    ValueReference,
    write_choice,
    write_collected,
)


@pytest.mark.parametrize(
    ("step", "name", "read"),
    [
        ("each", "got", "sprig.dig('outputs', 'parameters', 'got', '[]', steps.each)"),
        ("each", "total_2", "sprig.dig('outputs', 'parameters', 'total_2', '[]', steps.each)"),
        ("all-of-it", "names", "sprig.dig('outputs', 'parameters', 'names', '[]', steps['all-of-it'])"),
    ],
)
def test_a_result_is_a_value_if_it_is_valid_json(step: str, name: str, read: str) -> None:
    is_json = "sprig.kindIs('string', #) && (# == 'null' || sprig.fromJson(#) != nil)"
    items = f"map(jsonpath({read}, '$'), {{{is_json} ? # : toJson(#)}})"
    assert write_collected(step, name) == f"'[' + sprig.join(',', {items}) + ']'"


def test_a_choice_names_each_task_so_that_argo_waits_for_it() -> None:
    """Argo 3.7.11 has `tasks.name` when it fills in a nested template, before any of its tasks has run."""
    outputs = (ValueReference("second-try.x"), ValueReference("first.x"))
    second = "sprig.dig('outputs', 'parameters', 'x', '', tasks['second-try'])"
    first = "sprig.dig('outputs', 'parameters', 'x', '', tasks.first)"
    assert write_choice(FirstOutput(outputs, Constant("none"))) == (
        f"tasks['second-try'].status == 'Succeeded' ? {second} : tasks.first.status == 'Succeeded' ? {first} : 'none'"
    )
