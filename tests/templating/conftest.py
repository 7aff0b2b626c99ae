from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.options import CompileOptions
from argogen.host import Host
from argogen.templating.templates import Templates
from tests.compiling import find_inputs, generate

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


@pytest.fixture
def render_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A function that renders a pipeline with the overrides of the directory `ours`, `{name: text}`."""
    monkeypatch.chdir(tmp_path)

    def run(ours: dict[str, str], pipeline: str, options: tuple[str, ...] = ("ours",), **others: Any) -> Any:
        for folder, files in {"ours": ours, **others}.items():
            (tmp_path / folder).mkdir(exist_ok=True)
            for name, text in files.items():
                path = tmp_path / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        (tmp_path / "pipeline.yaml").write_text(pipeline, encoding="utf-8")
        [given] = find_inputs(["pipeline.yaml"])
        return yaml.load(generate(given, CompileOptions(templates=tuple(map(Path, options)))).text, yaml.CSafeLoader)

    return run


@pytest.fixture
def refuse_pipeline(render_pipeline: Callable[..., Any]) -> Callable[..., Sequence[Diagnostic]]:
    """A function that renders like `render_pipeline`, and returns the diagnostics of its error."""

    def run(*arguments: Any, **others: Any) -> Sequence[Diagnostic]:
        with pytest.raises(InvalidInputError) as caught:
            render_pipeline(*arguments, **others)
        return caught.value.diagnostics

    return run
