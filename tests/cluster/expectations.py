"""The expected result of each example, from `expectations.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .nodes import Node

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Expectation:
    """The phase of a workflow at its end, and its nodes.

    `nodes` has the expected fields of each step by its name; a list if it runs several times. `needs` are optional
    features of a cluster, with the reason; `resume` are the outputs with which suspended steps are resumed.
    """

    nodes: Mapping[str, Any] = field(default_factory=dict)
    phase: str = "Succeeded"
    needs: Mapping[str, str] = field(default_factory=dict)
    resume: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    library: bool = False


def read_expectations() -> dict[str, Expectation]:
    """Return the expectations by the names of the examples."""
    table = yaml.load((HERE / "expectations.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {name: Expectation(**row) for name, row in table.items()}


def find_surprises(expected: Mapping[str, Any], nodes: Sequence[Node]) -> list[str]:
    """Return a line for each difference, also for steps that are not expected."""
    return list(_find_surprises(expected, nodes))


def _find_surprises(expected: Mapping[str, Any], nodes: Sequence[Node]) -> Iterator[str]:
    for name in dict.fromkeys([*expected, *(node.name for node in nodes)]):
        rows = _as_list(expected.get(name, []))
        runs = [node for node in nodes if node.name == name]
        if len(rows) != len(runs):
            yield f"{name}: expected {len(rows)} runs, got {len(runs)}: {runs}"
            continue
        for number, (row, run) in enumerate(zip(rows, runs, strict=True)):
            yield from _compare(f"{name}[{number}]", row, run)


def _as_list(rows: Any) -> Sequence[Mapping[str, Any]]:
    return rows if isinstance(rows, list) else [rows]


def _compare(place: str, row: Mapping[str, Any], run: Node) -> Iterator[str]:
    got = asdict(run)
    for key, value in {"phase": "Succeeded", **row}.items():
        if got[key] != value:
            yield f"{place}.{key}: expected {value!r}, got {got[key]!r}"
