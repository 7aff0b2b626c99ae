from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
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
    """An empty directory of overrides, `templates` in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    return tmp_path / "templates"


@pytest.fixture
def render(folder: Path) -> Render:
    """A function that renders the first of its files, `{name: text}`, or a single source.

    Both by Jinja alone and directly where possible, which have to give the same data or the same diagnostics.
    """

    def run(files: str | dict[str, str], **variables: Any) -> Any:
        files = {"part.yaml.j2": files} if isinstance(files, str) else files
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        name = next(iter(files))
        by_jinja, directly = (attempt([folder], count, name, variables) for count in (sys.maxsize, 1))
        assert repr(by_jinja) == repr(directly)
        if isinstance(by_jinja, Exception):
            raise by_jinja
        return by_jinja

    return run


def attempt(folders: Sequence[Path], direct_count: int, name: str, variables: Mapping[str, Any]) -> Any:
    """Return the data of a template, or the InvalidInputError that it raises."""
    templates = Templates(folders, host=Host(working_directory=Path.cwd()), direct_count=direct_count)
    try:
        return templates.render(name, **variables)
    except InvalidInputError as error:
        return error


@pytest.fixture
def refuse(render: Render) -> Refuse:
    """A function that renders like `render`, and returns the only diagnostic."""

    def run(files: str | dict[str, str], **variables: Any) -> Diagnostic:
        with pytest.raises(InvalidInputError) as caught:
            render(files, **variables)
        (diagnostic,) = caught.value.diagnostics
        return diagnostic

    return run
