from __future__ import annotations

import pytest

from argogen.suggestions import find_nearest, find_same, list_known, suggest


@pytest.mark.parametrize(
    ("name", "candidates", "nearest"),
    [
        ("retyr", ("retry", "run"), "retry"),
        ("imagePullPolicy", ("image", "image_pull_policy"), "image_pull_policy"),
        ("node-selector", ("node_selector",), "node_selector"),
        ("xyz", ("retry", "run"), ""),
        ("a", (), ""),
    ],
)
def test_the_nearest_candidate(name: str, candidates: tuple[str, ...], nearest: str) -> None:
    assert find_nearest(name, candidates) == nearest


def test_a_candidate_that_differs_in_spelling_alone() -> None:
    assert find_same("nodeSelector", ("node", "node_selector")) == "node_selector"
    assert find_same("nodeSelecto", ("node_selector",)) == ""


def test_the_hint() -> None:
    assert suggest("retyr", {"retry": 1}) == "did you mean 'retry'?"
    assert suggest("retyr", ["retry"], prefix="plan.", suffix=".x") == "did you mean 'plan.retry.x'?"
    assert suggest("xyz", ["retry"], "known here: retry") == "known here: retry"
    assert suggest("xyz", []) == ""


def test_a_list_of_what_is_known_is_cut_where_it_gets_long() -> None:
    assert list_known("abc") == "known here: a, b, c"
    assert list_known("abcdefghi") == "known here: a, b, c, d, e, f, g, h …"
    assert list_known(()) == ""
