"""A fault of argogen's own: exit 3, one line, and a log file with all the rest."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from argogen import __version__
from argogen.engine.front_end import documents as preparation
from tests.cli.conftest import GOOD, Run, Tree

LINE = re.compile(r"argogen: a fault of argogen's own \(LookupError: no such luck\); please attach (\S+) to a report\n")


def test_one_line_and_a_log(
    run: Run, write: Callable[[dict[str, str]], None], tree: Tree, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("no such luck")

    write({"a.yaml": GOOD, "logs/x": ""})
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "logs"))
    monkeypatch.setattr(preparation, "normalize", fail)
    done = run("render", "a.yaml", "-o", "out.yaml")
    assert (done.code, done.out) == (3, "")
    told = LINE.fullmatch(done.err)
    assert told, done.err
    log = Path(told[1]).read_text("utf-8")
    assert log.startswith(f"argogen {__version__}, Python ")
    assert "arguments: ['render', 'a.yaml', '-o', 'out.yaml']" in log
    assert log.rstrip().endswith("LookupError: no such luck")
    assert "Traceback (most recent call last)" in log
    assert "out.yaml" not in tree()
