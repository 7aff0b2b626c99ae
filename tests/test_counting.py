from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counting import count_calls

TESTS = Path(__file__).parent

# Where time is measured, for a report: no normal run of the tests fails because of it.
MEASURES = ("benchmark", "fuzzing/running.py")

# `monotonic` is for the deadline of a loop that waits, whose outcome is asserted.
CLOCKS = {"process_time", "process_time_ns", "perf_counter", "perf_counter_ns", "thread_time", "timeit", "times"}


def call_each(items: list[int]) -> None:
    for item in items:
        abs(item)


def test_calls_are_counted() -> None:
    assert count_calls(call_each, [1] * 100) - count_calls(call_each, []) == 100
    assert count_calls(sorted, [3, 2, 1]) == count_calls(sorted, [3, 2, 1])


def test_the_function_before_is_restored() -> None:
    before = sys.getprofile()
    with pytest.raises(ZeroDivisionError):
        count_calls(lambda: 1 // 0)
    assert sys.getprofile() is before


def find_clocks(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            yield node.attr
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from {alias.name for alias in node.names} & CLOCKS


def test_no_test_measures_time() -> None:
    """What a busy machine can break is no test: count the operations, or measure the growth with the benchmark."""
    assert list(find_clocks("import timeit, time\ntime.process_time()")) == ["timeit", "process_time"]
    for path in TESTS.rglob("*.py"):
        if not path.relative_to(TESTS).as_posix().startswith(MEASURES):
            assert list(find_clocks(path.read_text("utf-8"))) == [], path
