"""A session of the public API: what it is given of the machine, what it keeps, and the calls."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Unpack

from argogen.api.options import RenderOptions, StrPath, name_paths, request_render, select_rules
from argogen.api.result import Result
from argogen.api.sources import open_source
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity, find_rule_code, in_reading_order
from argogen.engine.compilation import attempt
from argogen.engine.conversion.documents import Conversion
from argogen.engine.conversion.sources import convert_source
from argogen.engine.options import RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.results import Failed
from argogen.engine.session import EngineSession
from argogen.host import Host, find_user_cache, keep_text
from argogen.workspace.fixing import fix_source
from argogen.workspace.linting import LintRequest, lint_inputs
from argogen.yaml.text import FileReader, read_file


class Session:
    """Calls that share an environment, a working directory, a reader of files, and what they have read.

    `environ` are the environment variables and `cwd` is the directory in which relative paths start: those of the
    process, as they are now, if not given. `read` returns the text, or the bytes, of a file for its absolute path, or
    raises OSError: an editor's unsaved buffers can stand in for files. Project files, packs and templates are found on
    disk; their text comes from `read`, too.

    A session keeps projects and compiled templates as long as they do not change. Several threads may use one session.
    Sessions share nothing but what argogen is shipped with.
    """

    def __init__(
        self,
        *,
        environ: Mapping[str, str] | None = None,
        cwd: StrPath | None = None,
        read: Callable[[Path], str | bytes] | None = None,
    ) -> None:
        variables = keep_text(os.environ if environ is None else environ)
        folder = Path.cwd() if cwd is None else Path(cwd).absolute()
        reader: FileReader = read or read_file
        self._engine = EngineSession(Host(variables, folder, reader, find_user_cache))

    def render(
        self,
        path: StrPath | None = None,
        *,
        text: str | None = None,
        filename: StrPath | None = None,
        **options: Unpack[RenderOptions],
    ) -> Result:
        """Render a pipeline, as `argogen render` does: the text of the result is the manifest.

        `path` is a file; with `text`, that is rendered instead of a file, as if it stood in `filename`. The project
        around the file applies. What is wrong with the input is in the diagnostics of the result, and is not raised.

        Raises:
            TypeError: for neither or both of `path` and `text`.
            ValueError: for an unknown version of Argo.
        """
        projects = self._begin(request_render(**options))
        try:
            source_file = open_source(path, text, filename, self._engine.host)
            result = attempt(source_file, projects.options_around(source_file.folder), self._engine)
        except InvalidInputError as error:
            result = Failed(error.diagnostics)
        return Result("" if isinstance(result, Failed) else result.text, _sort(result.diagnostics), True)

    def lint(
        self,
        path: StrPath | None = None,
        *,
        text: str | None = None,
        filename: StrPath | None = None,
        select: Iterable[str] | str = (),
        ignore: Iterable[str] | str = (),
        severities: Mapping[str, Severity | str] | None = None,
        refs: Iterable[StrPath] | StrPath = (),
        ignore_missing_refs: bool = False,
        fix: bool = False,
        **options: Unpack[RenderOptions],
    ) -> Result:
        """Check a pipeline or a manifest, as `argogen lint` does: the text of the result is the source.

        The options are those of `LintOptions`. A pipeline of a project with environments is checked in each of them,
        or in the one that is given. Notes are among the diagnostics. `fix` applies safe fixes to the text.

        Raises:
            TypeError: for neither or both of `path` and `text`.
            ValueError: for an unknown version of Argo, rule or severity.
        """
        selection = select_rules(select, ignore, severities)
        if ignore_missing_refs:
            selection = selection.without_missing_refs()
        projects = self._begin(request_render(**options)._replace(selection=selection))
        request = LintRequest((), None, projects, name_paths(refs), in_process=True)
        source_file = None
        try:
            source_file = open_source(path, text, filename, self._engine.host)
            if fix:
                source_file = fix_source(source_file, lambda fixed: lint_inputs([fixed], request))
            found = lint_inputs([source_file], request)
        except InvalidInputError as error:
            found = list(error.diagnostics)
        return Result(source_file.source.text if source_file else "", _sort(found))

    def convert(
        self,
        path: StrPath | None = None,
        *,
        text: str | None = None,
        filename: StrPath | None = None,
        argo_version: str | None = None,
        configuration: StrPath | None = None,
        parameters: StrPath | None = None,
        rename: bool = False,
        factor: bool = False,
    ) -> Result:
        """Convert manifests of Argo, or a runnable pipeline, to pipelines, as `argogen import` does.

        The text of the result is the pipelines, which become the same manifests again. The options are those of
        `ConvertOptions`. Other Kubernetes objects stay as they are.

        Raises:
            TypeError: for neither or both of `path` and `text`.
            ValueError: for an unknown version of Argo.
        """
        files = RenderOptions(argo_version=argo_version, configuration=configuration, parameters=parameters)
        projects = self._begin(request_render(**files))
        try:
            source_file = open_source(path, text, filename, self._engine.host)
            settled = projects.options_around(source_file.folder)
            imported = convert_source(Conversion(source_file, settled, self._engine, rename, factor), argo_version)
        except InvalidInputError as error:
            return Result("", _sort(error.diagnostics))
        return Result(imported.text, _sort(imported.diagnostics))

    def _begin(self, request: RequestOptions) -> Projects:
        """Start a call: files may have changed since the last one."""
        self._engine.begin_run()
        return Projects(request, self._engine)


def _sort(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics in reading order, those of rules with the codes of these."""
    return tuple(each._replace(rule_code=find_rule_code(each)) for each in in_reading_order(found))
