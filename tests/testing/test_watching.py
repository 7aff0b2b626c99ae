"""Changes of files are detected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from argogen.testing.watching import Snapshot, has_changed_between, take_snapshot, wait_for_change


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.yaml").write_text("longer"),
        lambda folder: (folder / "a.yaml").unlink(),
        lambda folder: (folder / "b.yaml").write_text(""),
        lambda folder: (folder / "inner" / "c.j2").write_text(""),
    ],
)
def test_a_change_ends_the_wait(tmp_path: Path, change: Callable[[Path], None]) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.yaml").write_text("short")
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "inner"]
    pauses: list[int] = []

    def take() -> Snapshot:
        return take_snapshot(paths)

    def pause() -> None:
        pauses.append(1)
        assert len(pauses) < 5
        if len(pauses) == 3:
            change(tmp_path)

    wait_for_change(take(), take, pause)
    assert len(pauses) == 3


def test_a_change_during_a_run_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("")
    changed = file.stat().st_mtime_ns
    snapshot = take_snapshot([file, tmp_path / "missing.yaml"])
    assert has_changed_between(snapshot, changed - 1, changed)
    assert not has_changed_between(snapshot, changed, changed + 1)
    assert not has_changed_between(snapshot, changed - 2, changed - 1)
