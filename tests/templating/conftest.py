from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.host import Host
from argogen.templating.templates import Templates

Render = Callable[..., Any]
Refuse = Callable[..., Diagnostic]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of overrides, `templates` in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    return tmp_path / "templates"


@pytest.fixture
def render(folder: Path) -> Render:
    """Renders the first of the files that it is given, `{name: text}` or the text of one."""

    def run(files: str | dict[str, str], **variables: Any) -> Any:
        files = {"part.yaml.j2": files} if isinstance(files, str) else files
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return Templates([folder], host=Host(working_directory=Path.cwd())).render(next(iter(files)), **variables)

    return run


@pytest.fixture
def refuse(render: Render) -> Refuse:
    """Renders like `render`, and returns the one diagnostic that this ends in."""

    def run(files: str | dict[str, str], **variables: Any) -> Diagnostic:
        with pytest.raises(InvalidInputError) as caught:
            render(files, **variables)
        (diagnostic,) = caught.value.diagnostics
        return diagnostic

    return run
