from __future__ import annotations

import difflib
import random

import pytest

from argogen.output.diff import find_overlaps, write_diff


def write(old: str | None, new: str | None) -> str:
    return "".join(write_diff(old, new, "m.yaml"))


def apply(old: str, diff: str) -> str:
    """Return a string with a unified diff applied."""
    lines, made, at = old.splitlines(keepends=True), list[str](), 0
    for line in diff.splitlines(keepends=True)[2:]:
        if line.startswith("@@"):
            start, _, count = line.split()[1][1:].partition(",")
            begin = int(start) - (count != "0")
            made += lines[at:begin]
            at = begin
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert lines[at] == line[1:]
            made += [lines[at]] if line[0] == " " else []
            at += 1
    return "".join((*made, *lines[at:]))


def test_a_diff_is_that_of_difflib() -> None:
    old, new = "a\nb\nc\nd\n", "a\nx\nc\nd\ne\n"
    lines, others = (text.splitlines(keepends=True) for text in (old, new))
    assert write(old, new) == "".join(difflib.unified_diff(lines, others, "a/m.yaml", "b/m.yaml"))


def test_a_file_that_does_not_exist_is_null() -> None:
    assert write(None, "a\n") == "--- /dev/null\n+++ b/m.yaml\n@@ -0,0 +1 @@\n+a\n"
    assert write("a\n", None) == "--- a/m.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"


def test_a_last_line_without_an_end() -> None:
    assert write("a", "b").endswith("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n")


def test_equal_texts_have_no_diff() -> None:
    long = "".join(f"{number}\n" for number in range(3000))
    assert write("a\n", "a\n") == write(long, long) == ""


@pytest.mark.parametrize("seed", range(12))
def test_a_diff_of_long_texts_makes_the_one_of_the_other(seed: int) -> None:
    chance = random.Random(seed)
    lines = [f"line {number if chance.random() < 0.5 else number % 7}\n" for number in range(3000)]
    changed = [line for line in lines if chance.random() > 0.02]
    for _ in range(chance.randrange(200)):
        changed.insert(chance.randrange(len(changed)), chance.choice(("line 3\n", "another line\n")))
    chance.shuffle(block := changed[100:150])
    changed[100:150] = block
    old, new = "".join(lines), "".join(changed)
    diff = write(old, new)
    assert apply(old, diff) == new
    assert len(diff.splitlines()) < 3000  # no more than what has changed, and what is around it


def test_long_texts_of_equal_lines_have_a_diff_of_their_ends() -> None:
    old, new = "head\n" + "same\n" * 3000, "head\n" + "same\n" * 3001
    assert [line for line in write(old, new).splitlines() if line[0] in "+-"][2:] == ["+same"]


def test_long_texts_with_nothing_in_common() -> None:
    old, new = ("".join(f"{word} {number}\n" for number in range(3000)) for word in ("a", "b"))
    assert apply(old, write(old, new)) == new


def test_lines_that_both_have_changed() -> None:
    assert find_overlaps("a\nb\nc\n", "x\nb\nc\n", "y\nb\nz\n") == [1]
    assert find_overlaps("a\nb\nc\n", "x\nb\nc\n", "a\nb\nz\n") == []
    assert find_overlaps("a\n", "x\n", "x\n") == []
