"""Programs that read pictures: Mermaid in Node.js, and Graphviz. They are skipped where they are not installed."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

PARSER = Path(__file__).with_name("parse_mermaid.mjs")
# Mermaid keeps entities in this form until a page shows the label.
_ENTITY = re.compile("ﬂ°°?(\\w+)¶ß")


def parse_mermaid(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return the nodes and edges that Mermaid reads in each text, or its error."""
    folder = os.environ.get("ARGOGEN_MERMAID", "")
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed")
    if not Path(folder, "node_modules", "mermaid").is_dir():
        pytest.skip("ARGOGEN_MERMAID is not a directory in which npm has installed mermaid and jsdom")
    done = subprocess.run(
        ["node", str(PARSER)], input=json.dumps(list(texts)), capture_output=True, check=True, text=True,
        env={**os.environ, "ARGOGEN_MERMAID": str(Path(folder).resolve())},
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def read_label(label: str) -> list[str]:
    """Return the lines that a label of Mermaid shows."""
    decoded = _ENTITY.sub(lambda found: f"&#{found[1]};" if found[1].isdigit() else f"&{found[1]};", label)
    return [html.unescape(line) for line in re.split(r"<br ?/?>", decoded)] if label else []


def read_dot(text: str) -> dict[str, Any]:
    """Return the graph that Graphviz reads; it reports a warning or an error by an exception."""
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed")
    done = subprocess.run(["dot", "-Tdot_json"], input=text.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
