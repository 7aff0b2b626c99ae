from __future__ import annotations

import pytest

from argogen.suggestions import NameIndex, NameIndices, find_nearest, find_same, list_first, list_known, suggest


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


def test_the_nearest_of_the_names_of_a_document() -> None:
    names = NameIndex(["plan-days", "score"], [NameIndex(["report", "plan_days"])])
    assert names.find_nearest("plan-dais") == "plan-days"
    assert names.find_nearest("rebort") == "report"
    assert names.find_nearest("xyz") == ""
    assert [*names] == ["plan-days", "score", "report", "plan_days"]
    assert "report" in names
    assert "rebort" not in names


@pytest.mark.parametrize("name", ["step-177a", "stp-177-a", "stap-177-a", "Step_177_a"])
def test_the_nearest_of_very_many_names_begins_or_ends_like_the_wanted_one(name: str) -> None:
    names = [f"step-{number}-{letter}" for number in range(300) for letter in "abc"]
    assert suggest(name, NameIndex(names)) == "did you mean 'step-177-a'?"
    assert NameIndex(names).find_nearest("report") == ""


def test_the_index_of_names_is_made_once() -> None:
    indices, names = NameIndices(), ["plan", "score"]
    assert indices.of(names) is indices.of(names)
    assert indices.of(names) is not indices.of([*names])


def test_a_list_of_names_is_cut_where_it_gets_long() -> None:
    assert list_first("ab") == "a, b"
    assert list_first("aabbabcdefghi") == "a, b, c, d, e, f, g, h …"
    assert list_first("") == ""


def test_among_the_names_of_many_small_indices_the_nearest_is_found() -> None:
    levels = [NameIndex([f"level-{number}", f"other-{number}"]) for number in range(48)]
    index = NameIndex(
        ["own"], [NameIndex(["plan"]), NameIndex(others=levels), NameIndex([f"many-{n}" for n in range(99)])]
    )
    for name in ("own", "plan", "level-0", "other-47", "many-98"):
        assert index.find_nearest(name.replace("-", "_").upper()) == name
    assert index.find_match("plann") == ("plan", True)
    assert index.find_nearest("xyz") == ""


def test_of_names_with_the_same_form_the_first_is_suggested() -> None:
    inner, outer = NameIndex(["load_data"]), NameIndex(["load-data"])
    assert NameIndex(others=[inner, outer]).find_nearest("loaddata") == "load_data"
    assert NameIndex(["LoadData"], [inner, outer]).find_nearest("loaddata") == "LoadData"


def test_indices_of_a_key_are_joined_once() -> None:
    indices, parts = NameIndices(), [NameIndex(["plan"]), NameIndex(["score"])]
    joined = indices.join("a", lambda: parts)
    assert list(joined) == ["plan", "score"]
    assert indices.join("a", list) is joined
    assert list(indices.join("b", list)) == []
