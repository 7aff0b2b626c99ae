"""Paths of steps in test files."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from argogen.testing.structure.path_index import PathIndex
from argogen.testing.structure.step_paths import Segment, StepPosition, matches, rank, read_step_path, write_chain

TOP = StepPosition("scores", "main")
SCORE = StepPosition("score", "score", "1:north")
SHARD = StepPosition("shard", "work", "0:id:7,size:3")
CHAIN = (TOP, SCORE, SHARD)


@pytest.mark.parametrize("text", ["", "/", "a//b", "a/", "a(b", "a)b", "(b)", "a(b)c", "a((b))"])
def test_these_are_no_paths(text: str) -> None:
    assert read_step_path(text) is None


def test_reads_names_and_items() -> None:
    path = read_step_path("/score region(a/b)/x")
    assert path is not None
    assert path.is_anchored
    assert path.segments == (Segment("score region", "a/b"), Segment("x"))


@pytest.mark.parametrize(
    "text",
    ["shard", "work", "*", "score/shard", "score/*", "*/shard", "/score/shard", "main/score/shard",
     "scores/score/shard", "shard(0:)", "shard(id:7)", "shard(size:3,id:7)", "shard(0:id:7,size:3)",
     "shard(id:7,size:3)", "score(north)/shard", "score(1:)/shard", "score(1:north)/shard"],
)  # fmt: skip
def test_these_paths_match(text: str) -> None:
    path = read_step_path(text)
    assert path is not None
    assert matches(path, CHAIN)


@pytest.mark.parametrize(
    "text",
    ["score", "/shard", "/score", "x/shard", "shard(id)", "shard(7)", "shard(id:8)", "shard(1:)", "score(south)/shard",
     "score(0:)/shard", "main(north)/score/shard"],
)  # fmt: skip
def test_these_paths_do_not_match(text: str) -> None:
    path = read_step_path(text)
    assert path is not None
    assert not matches(path, CHAIN)


def test_more_specific_paths_rank_higher() -> None:
    texts = ["*", "*/*", "work", "shard", "shard(id:7)", "score/shard", "score(north)/shard(0:)", "/score/shard"]
    paths = [read_step_path(text) for text in texts]
    ranks = [rank(path, CHAIN) for path in paths if path is not None]
    assert ranks[0] == min(ranks)
    assert max(ranks) == ranks[-1]
    assert ranks[2] < ranks[3] < ranks[4] < ranks[5] < ranks[6] < ranks[7]


def test_writes_paths_for_messages() -> None:
    assert write_chain(CHAIN) == "score(1:north)/shard(0:id:7,size:3)"
    assert write_chain((TOP,)) == "scores"


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (("score", "shard", "3:north"), ["score", "shard(3:)", "*", "score(north)", "*(north)"]),
        (("score", "shard", "1:south"), ["score", "*", "score(south)"]),
        (("plan", "plan", None), ["plan", "*"]),
    ],
)
def test_an_index_finds_the_mocks_that_could_match(
    position: tuple[str, str, str | None], expected: Sequence[str]
) -> None:
    paths = ["plan", "score", "shard(3:)", "*", "score(north)", "score(south)", "*(north)", "other"]
    steps = [step for path in paths if (step := read_step_path(path)) is not None]
    index = PathIndex((step, step) for step in steps)
    found = index.list_candidates((StepPosition("w"), StepPosition(*position)))
    assert [step.text for step in found] == expected
