"""The rows of the live tree: loops, failed steps and their logs, and the rows that a small terminal omits."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from argogen.cli.running.drawing import Look, draw
from argogen.cli.running.layout import fit_rows, list_rows
from argogen.cli.running.steps import Step, StepTree
from argogen.runner.run import NodeRecord

from .views import SECOND, build_tree, make_loop, make_node

LOG = ("one", "two", "three", "four")


def read_tail(_: Step, lines: int) -> Sequence[str]:
    return LOG[-lines:]


def show(tree: StepTree, limit: int = 100, width: int = 100, *, is_ascii: bool = False) -> list[str]:
    """Return the lines of a tree five seconds after the start, without the workflow itself."""
    rows = fit_rows(tree.root, read_tail, limit)
    assert len(rows) <= limit
    return draw(rows, Look(width, 5 * SECOND, is_ascii)).plain.split("\n")[1:]


def test_steps_have_phase_duration_attempt_and_message() -> None:
    nodes = [
        make_node("", "Running", "Steps"), make_node("[0].plan"), make_node("[1].inner", "Running", "DAG"),
        make_node("[1].inner.a", "Running", "Retry"), make_node("[1].inner.a(0)", "Failed", message="exit code 3"),
        make_node("[1].inner.a(1)", "Running", attempt=1), make_node("[1].inner.b", "Skipped", "Skipped"),
    ]  # fmt: skip
    assert show(build_tree(nodes)) == [
        "  ✔ plan  Succeeded   2.0s",
        "  ● inner Running     4.0s",
        "    ● a   Running     4.0s  attempt 2  exit code 3",
        "    ○ b   Skipped",
    ]
    assert show(build_tree(nodes), is_ascii=True)[0] == "  + plan  Succeeded   2.0s"


def test_a_step_that_succeeds_after_a_retry_has_no_message() -> None:
    nodes = [
        make_node(".a", "Running", "Retry"), make_node(".a(0)", "Failed", message="exit code 3"),
        make_node(".a(1)", attempt=1), make_node(".a", "Succeeded", "Retry"),
    ]  # fmt: skip
    assert show(build_tree(nodes)) == ["  ✔ a Succeeded   2.0s  attempt 2"]


def test_a_failed_step_has_the_end_of_its_log() -> None:
    lines = show(build_tree([make_node(".a", "Failed", message="exit code 3")]))
    assert lines[0].endswith("Failed      2.0s  exit code 3")
    assert [line.strip() for line in lines[1:]] == ["│ one", "│ two", "│ three", "│ four"]


def test_a_large_loop_shows_its_progress_and_the_items_that_run_or_failed() -> None:
    lines = show(build_tree(make_loop(["Succeeded"] * 17 + ["Failed", "Running"], 100)), limit=8)
    assert lines == [
        "  ● score 18/100    Running     4.0s  1 failed",
        "    ✖ score(17:i17) Failed      2.0s",
        "      │ two",
        "      │ three",
        "      │ four",
        "    ● score(18:i18) Running     4.0s",
        "    … 98 more: 17 Succeeded, 81 Pending",
    ]


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (["Succeeded"] * 20, ["  ✔ score 20/20 Succeeded   2.0s"]),
        (["Succeeded"] * 2, ["  ✔ score 2/2 Succeeded   2.0s"]),
        (["Skipped"] * 2, ["  ○ score 2/2 Skipped"]),
    ],
)
def test_a_loop_that_has_succeeded_is_collapsed(phases: Sequence[str], expected: Sequence[str]) -> None:
    assert show(build_tree(make_loop(phases, len(phases)))) == expected


def test_the_node_of_a_loop_decides_its_phase() -> None:
    tolerated = [*make_loop(["Succeeded", "Failed"], 2), make_node(".score", "Succeeded", "TaskGroup")]
    nodes = [make_node(".score", "Running", "TaskGroup"), *tolerated]
    assert show(build_tree(nodes))[:3] == [
        "  ✔ score 2/2     Succeeded   2.0s  1 failed",
        "    ✔ score(0:i0) Succeeded   2.0s",
        "    ✖ score(1:i1) Failed      2.0s",
    ]


def test_a_small_terminal_keeps_what_runs_and_what_failed() -> None:
    done = [make_node(f".done-{number}") for number in range(50)]
    tree = build_tree([*done, make_node(".runs", "Running"), make_node(".fails", "Failed")])
    lines = show(tree, limit=5)
    assert [line.split()[1] for line in lines] == ["done-0", "runs", "fails", "49"]
    assert lines[-1] == "  … 49 more steps"
    assert show(tree, limit=3) == ["  ✖ fails Failed      2.0s", "  … 51 more steps"]


def test_the_rows_of_a_large_loop_are_few() -> None:
    tree = build_tree(make_loop(["Succeeded", "Running"] * 5000, 10000))
    assert len(list(list_rows(tree.root, read_tail))) < 20


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (100, "  ✖ a-step-with-a-long-name-of-40-characters Failed      2.0s  a message"),
        (60, "  ✖ a-step-with-a-long-nam… Failed      2.0s  a message"),
        (50, "  ✖ a-step-with-a-long-name-of-4… Failed      2.0s"),
        (35, "  ✖ a-step-with-a-long-n… Failed"),
        (20, "  ✖ a-step-with-a-l…"),
        (5, "  ✖ …"),
    ],
)
def test_narrow_terminals_leave_columns_out(width: int, expected: str) -> None:
    tree = build_tree([make_node(".a-step-with-a-long-name-of-40-characters", "Failed", message="a message")])
    assert show(tree, width=width)[0] == expected
    assert len(expected) <= width


def test_a_shortened_name_keeps_the_progress_of_its_loop() -> None:
    tree = build_tree(make_loop(["Running"], 100, ".a-loop-with-a-very-long-name"))
    assert show(tree, width=30)[0] == "  ● a-loop-wi… 0/100 Running"


def test_names_messages_and_logs_have_no_control_characters() -> None:
    nodes: list[NodeRecord] = [make_node(".a(0:\x1b[2J)", "Failed", index=0, items=1, message="\x1b[1A\nmore")]
    rows = list_rows(build_tree(nodes).root, lambda *_: ["\x1b]0;title\x07\tend"])
    text = draw(list(rows), Look(100, 0)).plain
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "│  ]0;title     end" in text
