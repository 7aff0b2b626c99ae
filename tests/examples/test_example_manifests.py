"""Snapshots of the manifests of the examples."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.snapshots import YamlFile

from .gallery import CONFIGURATION, ENVIRONMENT, EXAMPLES, FOLDER, PARAMETERS, RUNNABLE, render_example


@pytest.mark.parametrize("name", EXAMPLES)
def test_manifest(name: str, snapshot: SnapshotAssertion) -> None:
    generated = render_example(name)
    assert generated.text == snapshot(extension_class=YamlFile)
    assert generated.diagnostics == (), "examples have no diagnostics"
    assert render_example(name) == generated


@pytest.mark.parametrize("seed", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_every_process_renders_the_same_bytes(seed: str) -> None:
    native = [str(FOLDER / given.relative) for given in EXAMPLES.values() if given.folder != RUNNABLE]
    for options in (
        [*native, "--env", ENVIRONMENT],
        [str(RUNNABLE), "-c", str(CONFIGURATION), "-p", str(PARAMETERS)],
    ):
        command = [sys.executable, "-m", "argogen", "render", *options]
        done = subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        names = [name for name, given in EXAMPLES.items() if (given.folder == RUNNABLE) == ("-c" in options)]
        assert done.stdout == "---\n".join(render_example(name).text for name in names).encode()
        assert done.stderr == b""
