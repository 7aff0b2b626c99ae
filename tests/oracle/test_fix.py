"""`--fix` of all files: a second run changes nothing, no comment is lost, and other diagnostics remain."""

from __future__ import annotations

import difflib
import re
import shutil
from pathlib import Path

import pytest

from argogen.cli import program
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

ROOT = Path(__file__).resolve().parents[2]
SHARED = ("argo-examples", "lint-cases", "pipelines", "run-cases")
OWN = ("examples", "tests/cases/good", "tests/cases/bad", "tests/lint/manifests", "tests/lint/cases")
COMMENT = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)


def read_all(folder: Path) -> dict[Path, str]:
    return {file: file.read_text("utf-8") for file in sorted(folder.rglob("*.y*ml"))}


def count_differences(before: str, after: str) -> int:
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return sum(code != "equal" for code, *_ in matcher.get_opcodes())


def check_fixes(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """Fix a copy of a directory twice; return the number of changed files."""
    monkeypatch.chdir(folder)
    before = read_all(folder)
    assert program.run(["lint", "--fix", "."]) in (0, 1)
    first = capsys.readouterr().err
    after = read_all(folder)
    changed = [file for file in before if before[file] != after[file]]
    assert [f"{file.relative_to(folder)}: fixed" in first for file in changed] == [True] * len(changed)
    for file in changed:
        assert COMMENT.findall(before[file]) == COMMENT.findall(after[file])
        assert len(before[file].splitlines()) == len(after[file].splitlines())
        assert count_differences(before[file], after[file]) > 0
        assert len(read_documents(SourceText("", after[file]))) >= 1
    assert program.run(["lint", "--fix", "."]) in (0, 1)
    assert read_all(folder) == after
    return len(changed)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHARED)
def test_shared_files(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shutil.copytree(shared / name, tmp_path / "files")
    changed = check_fixes(tmp_path / "files", capsys, monkeypatch)
    # Argo's examples and pipelines that render have nothing to fix.
    assert changed == 0 if name in ("argo-examples", "pipelines") else changed > 1


@pytest.mark.slow
@pytest.mark.parametrize("name", OWN)
def test_own_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shutil.copytree(ROOT / name, tmp_path / "files")
    changed = check_fixes(tmp_path / "files", capsys, monkeypatch)
    assert changed == 0 if name in ("examples", "tests/cases/good") else changed > 1
