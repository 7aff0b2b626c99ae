"""The public functions, each in a new session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

from argogen.api.options import ConvertOptions, DrawOptions, LintOptions, RenderOptions, StrPath
from argogen.api.result import Result
from argogen.api.run_report import RunReport
from argogen.api.session import Session


def render(
    path: StrPath | None = None,
    *,
    text: str | None = None,
    filename: StrPath | None = None,
    **options: Unpack[RenderOptions],
) -> Result:
    """Render a pipeline to its manifest: `Session.render` in a new session of this process."""
    return Session().render(path, text=text, filename=filename, **options)


def lint(
    path: StrPath | None = None,
    *,
    text: str | None = None,
    filename: StrPath | None = None,
    **options: Unpack[LintOptions],
) -> Result:
    """Check a pipeline or a manifest: `Session.lint` in a new session of this process."""
    return Session().lint(path, text=text, filename=filename, **options)


def convert(
    path: StrPath | None = None,
    *,
    text: str | None = None,
    filename: StrPath | None = None,
    **options: Unpack[ConvertOptions],
) -> Result:
    """Convert a manifest or a runnable pipeline to a pipeline: `Session.convert` in a new session of this process."""
    return Session().convert(path, text=text, filename=filename, **options)


def draw(
    path: StrPath | None = None,
    *,
    text: str | None = None,
    filename: StrPath | None = None,
    **options: Unpack[DrawOptions],
) -> Result:
    """Draw a pipeline or a manifest: `Session.draw` in a new session of this process."""
    return Session().draw(path, text=text, filename=filename, **options)


def run_tests(
    paths: Iterable[StrPath] | StrPath = (),
    *,
    names: Iterable[str] | str = (),
    refs: Iterable[StrPath] | StrPath = (),
    **options: Unpack[RenderOptions],
) -> RunReport:
    """Run the test cases of pipelines: `Session.run_tests` in a new session of this process."""
    return Session().run_tests(paths, names=names, refs=refs, **options)
