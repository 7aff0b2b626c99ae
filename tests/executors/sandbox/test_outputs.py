"""Outputs that cannot be kept are reported briefly."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.executors.sandbox.outputs import collect

NAME = "x" * 200


def test_a_directory_whose_paths_become_too_long(tmp_path: Path) -> None:
    source, folder = tmp_path / "d", tmp_path / NAME / NAME
    folder.mkdir(parents=True)
    deep = source
    while len(str(deep)) < 3700:
        deep /= NAME
    deep.mkdir(parents=True)
    (deep / "file").touch()
    with pytest.raises(OSError, match="cannot be kept: File name too long") as caught:
        collect([{"path": str(source), "name": "a"}], str(folder))
    assert str(caught.value) == f"directory '{source}' cannot be kept: File name too long"
