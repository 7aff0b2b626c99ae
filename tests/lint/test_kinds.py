"""Kinds of mistakes: of each at least three manifests that are wrong, and two that are unusual but right.

A mark `#! NAME` at the end of a line names what is reported on that line, and nothing else is reported; nothing at all,
not even a note, is reported for what is right. A text is a part of a manifest, the frame `in` is around it, and
the templates of `called.txt` that it calls are added. `profile` is the profile of the rules. A note that a mark names
is expected, too.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from argogen.diagnostics import Severity
from argogen.linter.selection import RuleConfig

from .linting import lint
from .test_manifests import list_marks

FOLDER = Path(__file__).parent / "kinds"
HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: v-}
spec:
  entrypoint: main
"""
MAIN = '  - {name: main, container: {image: "alpine:3.23", command: ["true"]}}\n'
FRAMES = {
    "whole": ("", 0),
    "spec": (HEAD, 2),
    "template": (f"{HEAD}  templates:\n  - name: main\n", 4),
    "container": (f"{HEAD}  templates:\n  - name: main\n    container:\n      image: alpine:3.23\n", 6),
    "steps": (f"{HEAD}  templates:\n  - name: main\n    steps:\n", 4),
    "tasks": (f"{HEAD}  templates:\n  - name: main\n    dag:\n      tasks:\n", 6),
}
TEMPLATES = {
    line.removeprefix("{name: ").partition(",")[0]: line
    for line in (FOLDER / "called.txt").read_text("utf-8").splitlines()
}
_CALLED = re.compile(r"template: (\w+)")


def read_kinds() -> Iterator[dict[str, Any]]:
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from yaml.safe_load(path.read_text("utf-8"))


KINDS = list(read_kinds())


def write_manifest(kind: dict[str, Any], part: str) -> str:
    head, depth = FRAMES[kind["in"]]
    text = head + textwrap.indent(part, " " * depth)
    if kind["in"] == "whole" or "\ntemplates:" in f"\n{part}":
        return text
    text += f"  templates:\n{MAIN}" if kind["in"] == "spec" else ""
    return text + "".join(
        f"  - {TEMPLATES[name]}\n" for name in dict.fromkeys(_CALLED.findall(part)) if name in TEMPLATES
    )


def list_texts(key: str) -> Iterator[Any]:
    for kind in KINDS:
        for number, part in enumerate(kind[key], 1):
            yield pytest.param(write_manifest(kind, part), id=f"{kind['kind']} {number}")


def list_selected(key: str) -> Iterator[Any]:
    """Yield the texts, each with the selection of rules."""
    selections = [RuleConfig(profile=kind.get("profile", "")) for kind in KINDS for _ in kind[key]]
    for text, selection in zip(list_texts(key), selections, strict=True):
        yield pytest.param(*text.values, selection, id=text.id)


@pytest.mark.parametrize(("text", "selection"), list(list_selected("wrong")))
def test_is_reported(text: str, selection: RuleConfig) -> None:
    found = lint(re.sub("(?m)  #! .+$", "", text), selection)
    marks = list_marks(text)
    names = {name for _, name in marks}
    reported = {
        (each.place.line, each.code) for each in found if each.severity is not Severity.NOTE or each.code in names
    }
    assert reported == marks
    assert marks


@pytest.mark.parametrize(("text", "selection"), list(list_selected("right")))
def test_is_accepted(text: str, selection: RuleConfig) -> None:
    assert [(each.place.line, each.code, each.message) for each in lint(text, selection)] == []


def test_kinds_have_enough_manifests() -> None:
    assert [kind["kind"] for kind in KINDS if len(set(kind["wrong"])) < 3 or len(set(kind["right"])) < 2] == []
