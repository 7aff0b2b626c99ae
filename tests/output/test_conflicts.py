"""Conflict markers of git between two versions that argogen wrote are no manual edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.host import Host
from argogen.output.comments import write_comment
from argogen.output.conflicts import split_conflicts
from argogen.output.manifests import read_manifest
from argogen.output.stamp import Stamp, write_stamp

STAMP = Stamp("a.yaml")


def write_version(path: Path, name: str) -> list[str]:
    """Return the lines of a version of a file."""
    body = f"kind: Workflow\nspec: {{{name}}}\nend: 1\n"
    return f"{write_comment(write_stamp(body, STAMP), path)}{body}".splitlines(keepends=True)


def write_conflict(path: Path, middle: str = "") -> str:
    """Return both versions with the markers of git, from the first line that differs."""
    ours, theirs = write_version(path, "a"), write_version(path, "b")
    common = next(number for number, pair in enumerate(zip(ours, theirs, strict=True)) if len(set(pair)) > 1)
    sides = f"<<<<<<< HEAD\n{''.join(ours[common:-1])}{middle}=======\n{''.join(theirs[common:-1])}>>>>>>> x\n"
    return "".join([*ours[:common], sides, ours[-1]])


@pytest.mark.parametrize("name", ["a.yaml", "a.mmd", "a.dot", "a.svg", "a.html"])
@pytest.mark.parametrize("middle", ["", "||||||| 1234567\nkind: Other\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_conflict_of_two_versions_is_no_manual_edit(tmp_path: Path, name: str, middle: str, line_end: str) -> None:
    path = tmp_path / name
    text = write_conflict(path, middle)
    for edited, is_edited in {text: False, f"{text}more: 1\n": True, text.replace("{b}", "{c}"): True}.items():
        path.write_bytes(edited.replace("\n", line_end).encode())
        found = read_manifest(path, Host())
        assert (found.is_edited, found.is_unmanaged, len(found.sides)) == (is_edited, False, 2)


def test_a_file_without_a_conflict_has_no_sides(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("".join(write_version(path, "a")), "utf-8")
    assert read_manifest(path, Host()).sides == []
    assert split_conflicts("<<<<<<< HEAD\na\n") == ()
