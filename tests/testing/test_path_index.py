"""The indices of paths and steps, against the comparison of each path with each step."""

from __future__ import annotations

import itertools

from argogen.testing.structure.path_index import PathIndex, StepIndex
from argogen.testing.structure.step_paths import Chain, StepPosition, matches, read_step_path

ITERATIONS = (None, "0:north", "1:a,b", "2:id:1,name:x", "12:", '3:{"a":"b"}')
ITEMS = ("", "(north)", "(0:)", "(0:north)", "(id:1)", "(name:x,id:1)", "(a,b)", "(1:a,b)", "(12:)", "(x)")
STARTS = ("", "/", "score/", "/score/")
TEXTS = [f"{start}{name}{item}" for start in STARTS for name in ("score", "plan", "*") for item in ITEMS]


def list_chains() -> list[Chain]:
    pairs = itertools.product(("score", "other"), ("plan", ""), ITERATIONS)
    positions = [StepPosition(*each) for each in pairs]
    start = (StepPosition("w", "main"),)
    return [(*start, *steps) for count in (1, 2) for steps in itertools.product(positions, repeat=count)]


def test_indices_find_what_a_comparison_of_all_finds() -> None:
    paths = [path for path in map(read_step_path, TEXTS) if path is not None]
    chains = list_chains()
    steps, index = StepIndex((chain, chain) for chain in chains), PathIndex((path, path) for path in paths)
    found = {path.text: steps.select(path) for path in paths}
    assert found == {path.text: [chain for chain in chains if matches(path, chain)] for path in paths}
    assert sum(map(len, found.values())) > 1000
    for chain in chains:
        candidates = index.list_candidates(chain)
        assert [path for path in candidates if matches(path, chain)] == [path for path in paths if matches(path, chain)]
