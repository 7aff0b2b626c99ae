"""A session of the public API."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from argogen.api.options import RenderOptions, StrPath, name_paths, request_render, select_rules
from argogen.api.result import Result
from argogen.api.run_report import RunReport
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
from argogen.late import import_late
from argogen.testing.results import SuiteResult
from argogen.testing.selection import select_by_name
from argogen.workspace.fixing import fix_source
from argogen.workspace.linting import LintRequest, lint_inputs
from argogen.yaml.text import FileReader, read_file

if TYPE_CHECKING:
    from argogen.testing import suites
    from argogen.workspace.pictures import drawing as pictures
else:
    pictures = import_late("argogen.workspace.pictures.drawing")
    suites = import_late("argogen.testing.suites")


class Session:
    """Calls that share environment variables, a working directory, a file reader and caches.

    `environ` are the environment variables and `cwd` is the directory for relative paths; both default to the current
    ones of the process. `read` returns the content of a file (str or bytes) for its absolute path, or raises OSError:
    an editor can provide unsaved buffers. Project files, packs and templates are located on disk, and their content is
    read by `read`, too. Paths in pipelines and projects may not lead out of their git work tree, unless `allow_outside`
    is true.

    A session caches projects and compiled templates until they change. It is safe to use from several threads.
    Sessions share no state except the data shipped with argogen.
    """

    def __init__(
        self,
        *,
        environ: Mapping[str, str] | None = None,
        cwd: StrPath | None = None,
        read: Callable[[Path], str | bytes] | None = None,
        allow_outside: bool = False,
    ) -> None:
        variables = keep_text(os.environ if environ is None else environ)
        folder = Path.cwd() if cwd is None else Path(cwd).absolute()
        reader: FileReader = read or read_file
        host = Host(variables, folder, reader, find_user_cache, allow_outside=allow_outside)
        self._engine = EngineSession(host)

    def render(
        self,
        path: StrPath | None = None,
        *,
        text: str | None = None,
        filename: StrPath | None = None,
        **options: Unpack[RenderOptions],
    ) -> Result:
        """Render a pipeline, as `argogen render` does; `text` of the result is the manifest.

        `path` is a file; alternatively, `text` is rendered as the content of a file `filename`. The settings of the
        project around the file apply. Errors in the input are diagnostics of the result, and are not raised.

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
        profile: str | None = None,
        refs: Iterable[StrPath] | StrPath = (),
        fix: bool = False,
        **options: Unpack[RenderOptions],
    ) -> Result:
        """Check a pipeline or a manifest, as `argogen lint` does; `text` of the result is the source.

        For the options, see `LintOptions`. A pipeline of a project with environments is checked in each of them, or
        in `environment`. The diagnostics include notes. `fix` applies safe fixes to `text` of the result.

        Raises:
            TypeError: for neither or both of `path` and `text`.
            ValueError: for an unknown version of Argo, rule, severity or profile.
        """
        selection = select_rules(select, ignore, severities, profile)
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
        """Convert Argo manifests or a runnable pipeline to pipelines, as `argogen import` does.

        `text` of the result contains the pipelines, which render to equivalent manifests. For the options, see
        `ConvertOptions`. Other Kubernetes objects are kept unchanged.

        Raises:
            TypeError: for neither or both of `path` and `text`.
            ValueError: for an unknown version of Argo.
        """
        files = RenderOptions(argo_version=argo_version, configuration=configuration, parameters=parameters)
        request = request_render(**files)
        projects = self._begin(request)
        try:
            source_file = open_source(path, text, filename, self._engine.host)
            settled = projects.options_around(source_file.folder)
            conversion = Conversion(source_file, settled, self._engine, rename, factor)
            imported = convert_source(conversion, request.argo_version)
        except InvalidInputError as error:
            return Result("", _sort(error.diagnostics))
        return Result(imported.text, _sort(imported.diagnostics))

    def draw(
        self,
        path: StrPath | None = None,
        *,
        text: str | None = None,
        filename: StrPath | None = None,
        form: str = "mermaid",
        depth: int | None = None,
        collapse: Iterable[str] | str = (),
        entrypoint: str = "",
        refs: Iterable[StrPath] | StrPath = (),
        run: StrPath | None = None,
        **options: Unpack[RenderOptions],
    ) -> Result:
        """Draw a pipeline or a manifest, as `argogen graph` does; `text` of the result is the picture.

        For the options, see `DrawOptions`. Errors in the input are diagnostics of the result, and are not raised.

        Raises:
            TypeError: for neither or both of `path` and `text`.
            ValueError: for an unknown version of Argo, an unknown format, or a depth below 1 or above 100.
        """
        write = pictures.find_writer(form)
        projects = self._begin(request_render(**options))
        names = [collapse] if isinstance(collapse, str) else list(collapse)
        request = pictures.make_request(projects, depth, names, entrypoint, name_paths(refs), str(run or ""))
        try:
            source_file = open_source(path, text, filename, self._engine.host)
            settled = projects.first_options_around(source_file.folder)
            (drawing,) = pictures.draw_sources([(source_file, settled)], request)
        except InvalidInputError as error:
            return Result("", _sort(error.diagnostics))
        return Result(write([drawing]), _sort(drawing.diagnostics))

    def run_tests(
        self,
        paths: Iterable[StrPath] | StrPath = (),
        *,
        names: Iterable[str] | str = (),
        refs: Iterable[StrPath] | StrPath = (),
        **options: Unpack[RenderOptions],
    ) -> RunReport:
        """Run the test cases of pipelines, as `argogen test` does.

        `paths` are test files, pipelines with a test file, and directories; without paths, the project around the
        working directory is searched, or the working directory. `names` selects the cases whose name or file contains
        one of these strings. `refs` are files and directories with WorkflowTemplates, ConfigMaps and Secrets. Errors in
        the input are diagnostics of the result, and are not raised.

        Raises:
            ValueError: for an unknown version of Argo.
        """
        projects = self._begin(request_render(**options))
        selected = select_by_name([names] if isinstance(names, str) else list(names))
        request = suites.SuiteRequest(name_paths(paths), projects, name_paths(refs), selected, in_process=True)
        try:
            return RunReport(tuple(suites.run_suites(request)))
        except InvalidInputError as error:
            file = error.diagnostics[0].place.file
            return RunReport((SuiteResult(file, (), error.diagnostics, is_invalid=True),))

    def _begin(self, request: RequestOptions) -> Projects:
        """Start a call: files may have changed since the previous call."""
        self._engine.begin_run()
        return Projects(request, self._engine)


def _sort(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics in reading order, with the codes of their rules."""
    return tuple(each._replace(rule_code=find_rule_code(each)) for each in in_reading_order(found))
