"""Directories of runs are removed, or the reason is reported."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from argogen.running.records.directory import RecordError, RunDirectory


def test_files_of_other_users_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "run"
    folder.mkdir()

    def refuse(path: Path, *, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied", str(path / "claims"))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", refuse)
        with pytest.raises(RecordError, match="run 'run' has files of another user"):
            RunDirectory(folder).remove()
    RunDirectory(folder).remove()
    assert not folder.exists()
