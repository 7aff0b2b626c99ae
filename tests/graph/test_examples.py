"""Snapshots of the pictures of the examples, in all formats."""

from __future__ import annotations

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from argogen.drawing.formats import FORMATS
from tests.examples.gallery import EXAMPLES
from tests.snapshots import TextFile

from .building import build_example

# Their scripts and styles are those of all pages, whose digests are in the policy of each.
PAGES = ("nightly-scores", "diamond")


EXTENSIONS = {
    name: type(f"Extension_{name}", (TextFile,), {"file_extension": form.endings[0][1:]})
    for name, form in FORMATS.items()
}


@pytest.mark.parametrize("form", [name for name in FORMATS if name != "html"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_picture(name: str, form: str, snapshot: SnapshotAssertion) -> None:
    graphs = [built.graph for built in build_example(name)]
    assert FORMATS[form].write(graphs, {}) == snapshot(extension_class=EXTENSIONS[form])


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, snapshot: SnapshotAssertion) -> None:
    graphs = [built.graph for built in build_example(name)]
    page = FORMATS["html"].write(graphs, {})
    short, count = re.subn(r"(?s)(<style>|<script>).*?(</style>|</script>)", r"\1\2", page)
    assert count == 2
    short = re.sub("sha256-[^']*", "sha256-", short)
    assert short == snapshot(extension_class=EXTENSIONS["html"])
