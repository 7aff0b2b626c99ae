"""What of a pipeline stands below `argo`, because the language has no word for it."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.importing.calls import list_holders
from argogen.importing.tree import Map
from argogen.yaml.node_path import NodePath


def find_raw(pipeline: Map) -> Iterator[tuple[str, NodePath | None]]:
    """The names of such fields, and where they came from."""
    for holder in list_holders(pipeline):
        raw = holder.get("argo") or Map()
        yield from ((name, raw.at.get(name)) for name in raw)
