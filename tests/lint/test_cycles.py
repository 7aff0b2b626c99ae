from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.linter.model.cycles import Reachability, find_back_edges, find_cycle, list_components

Graph = Mapping[str, Sequence[str]]
GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefx"), max_size=3))


@pytest.mark.parametrize(
    ("edges", "back"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["a"]}, [("a", "a")]),
        ({"a": ["c"], "b": ["c"], "c": ["b"]}, [("c", "b")]),
        ({"a": ["b"], "b": ["a", "c"], "c": ["b"]}, [("b", "a"), ("c", "b")]),
        ({"a": ["b", "x"], "b": ["a"], "c": ["d"], "d": ["c"]}, [("b", "a"), ("d", "c")]),
    ],
)
def test_back_edges(edges: Graph, back: list[tuple[str, str]]) -> None:
    assert list(find_back_edges(edges)) == back


@given(edges=GRAPHS)
def test_without_its_back_edges_a_graph_has_no_cycle(edges: Graph) -> None:
    back = set(find_back_edges(edges))
    left = {node: [each for each in ahead if (node, each) not in back] for node, ahead in edges.items()}
    assert find_cycle(left) == []
    assert bool(back) is bool(find_cycle(edges))


@given(edges=GRAPHS)
def test_what_leads_where(edges: Graph) -> None:
    reachability = Reachability(edges)
    for node in edges:
        assert {other for other in edges if reachability.contains(node, other)} == _walk(edges, node) & edges.keys()
    assert not reachability.contains(next(iter(edges)), "x") if edges else True


def _walk(edges: Graph, start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += edges.get(node, ())
    return found


@given(edges=GRAPHS)
def test_groups_of_nodes_come_after_those_to_which_they_lead(edges: Graph) -> None:
    seen: set[str] = set()
    for group in list_components(edges):
        seen.update(group)
        assert all(other in seen for node in group for other in edges[node] if other in edges)
    assert seen == edges.keys()


def test_a_path_of_any_length() -> None:
    edges = {str(number): [str(number + 1)] for number in range(5000)}
    assert Reachability(edges).contains("0", "4999")
    assert list(find_back_edges(edges | {"5000": ["0"]})) == [("5000", "0")]
