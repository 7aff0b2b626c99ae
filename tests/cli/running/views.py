"""Runs of a few nodes for the views."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from argogen.cli.running.steps import StepTree
from argogen.cli.running.view import Source
from argogen.runner.run import NodeRecord
from argogen.running.masking import Masking
from argogen.testing.structure.graph import CallGraph
from argogen.testing.structure.positions import Locator

SECOND = 10**9


def make_source(folder: Path, secrets: Sequence[str] = ()) -> Source:
    """Return the source of a view for the workflow `w`."""
    return Source("w", folder, Locator(CallGraph("w", ("local", "", "main"), {}, {})), Masking(secrets))


def make_node(path: str, phase: str = "Succeeded", kind: str = "Pod", **fields: Any) -> NodeRecord:
    """Return a node of the workflow `w`, which started after a second and ended after three."""
    finished = 0 if phase in ("Pending", "Running") else 3 * SECOND
    return NodeRecord(
        id=f"w-{path}", name=f"w{path}", path=path, display_name=path, type=kind, phase=phase, started_at=SECOND,
        finished_at=finished, **fields,
    )  # fmt: skip


def make_loop(phases: Sequence[str], items: int, path: str = ".score") -> list[NodeRecord]:
    """Return the first nodes of a loop with some items."""
    return [
        make_node(f"{path}({number}:i{number})", phase, index=number, items=items)
        for number, phase in enumerate(phases)
    ]


def build_tree(nodes: Sequence[NodeRecord]) -> StepTree:
    """Return the tree of nodes."""
    tree, source = StepTree("w"), make_source(Path())
    for node in nodes:
        tree.update(node, source.find_chain(node))
    return tree
