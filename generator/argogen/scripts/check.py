"""Check scripts with the linters of their languages, each script once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, Severity
from argogen.scripts.data import check_data
from argogen.scripts.python import check_syntax, check_with_ruff
from argogen.scripts.script import PYTHON, SHELLS, SYNTAX, Origin, Script, ToolDiagnostic, locate
from argogen.scripts.shell import check_shell
from argogen.scripts.tools import INSTALL, ToolError, find_tool
from argogen.yaml.text import SourceText

_LONGEST_LINE = 10_000
"""The number of characters of a line up to which a script is checked: longer ones are generated, not written."""


class ScriptOptions(NamedTuple):
    """How scripts are checked: with programs from the search path of `environ`, or only with parsers.

    `shellcheckrc` is the content of a configuration of shellcheck. A missing program is reported as `missing`.
    """

    environ: Mapping[str, str]
    with_tools: bool = True
    shellcheckrc: str | None = None
    missing: Severity | None = None


def check_scripts(scripts: Iterable[Script], options: ScriptOptions) -> Iterator[tuple[Origin, Diagnostic]]:
    """Yield the diagnostics of all linters, each with the origin of its script."""
    groups: dict[tuple[str, str, bool], list[Script]] = {}
    for script in scripts:
        groups.setdefault((script.language, script.text, script.with_syntax), []).append(script)
    sources: dict[int, SourceText] = {}
    # Only one of several equal scripts is checked.
    distinct = {id(same[0]): same for same in groups.values()}
    chosen = [
        same[0] for same in groups.values() if len(max(same[0].text.splitlines(), key=len, default="")) <= _LONGEST_LINE
    ]
    shell = [script for script in chosen if script.language in SHELLS]
    python = [script for script in chosen if script.language == PYTHON]
    for rule, found in (
        ("shell-script", _check_shell(shell, options)),
        ("python-script", _check_python(python, options)),
        ("invalid-data", _check_data(script for script in chosen if script.language not in (*SHELLS, PYTHON))),
    ):
        for script, diagnostic in found:
            if isinstance(diagnostic, Diagnostic):
                yield script.origin, diagnostic
            else:
                lines = sources.setdefault(id(script), SourceText("", script.text))
                yield from ((same.origin, _report(rule, same, diagnostic, lines)) for same in distinct[id(script)])


_Found = Iterator[tuple[Script, ToolDiagnostic | Diagnostic]]


def _check_shell(scripts: Sequence[Script], options: ScriptOptions) -> _Found:
    if not scripts or not options.with_tools:
        return
    program = find_tool("shellcheck", options.environ)
    if program is None:
        yield from _report_missing("shellcheck", scripts[0], options)
        return
    try:
        yield from check_shell(scripts, program, options.environ, options.shellcheckrc)
    except ToolError as error:
        yield scripts[0], _report_failure("shellcheck", error, scripts[0])


def _check_python(scripts: Sequence[Script], options: ScriptOptions) -> _Found:
    program = find_tool("ruff", options.environ) if scripts and options.with_tools else None
    others: list[tuple[Script, ToolDiagnostic | Diagnostic]] = []
    if program is not None:
        try:
            others += check_with_ruff(scripts, program, options.environ)
        except ToolError as error:
            others.append((scripts[0], _report_failure("ruff", error, scripts[0])))
    elif scripts and options.with_tools:
        others += _report_missing("ruff", scripts[0], options)
    # ruff knows the syntax of newer versions than this Python.
    wrong = {
        id(script)
        for script, diagnostic in others
        if isinstance(diagnostic, ToolDiagnostic) and diagnostic.code == SYNTAX
    }
    for script in scripts:
        if script.with_syntax and (program is None or id(script) in wrong):
            yield from ((script, diagnostic) for diagnostic in check_syntax(script))
    yield from (each for each in others if isinstance(each[1], Diagnostic) or each[1].code != SYNTAX)


def _check_data(scripts: Iterable[Script]) -> _Found:
    for script in scripts:
        yield from ((script, diagnostic) for diagnostic in check_data(script))


def _report(rule: str, script: Script, diagnostic: ToolDiagnostic, lines: SourceText) -> Diagnostic:
    prefix = f"{diagnostic.code}: " if diagnostic.code and diagnostic.code != SYNTAX else ""
    message = " ".join(f"{prefix}{diagnostic.message}".split())
    return Diagnostic(
        rule, message, locate(script, diagnostic, lines), " ".join(diagnostic.hint.split()), diagnostic.severity
    )


def _report_missing(tool: str, script: Script, options: ScriptOptions) -> _Found:
    if options.missing is not None:
        message, hint = f"{tool} is not installed: scripts are not checked with it", f"run: {INSTALL}"
        yield script, Diagnostic("missing-linter", message, script.origin.place(0, 1), hint, options.missing)


def _report_failure(tool: str, error: ToolError, script: Script) -> Diagnostic:
    message = f"{tool} failed: {error}"
    hint = "run it on its own, or disable it with 'lint: {scripts: off}' in the project file"
    return Diagnostic("missing-linter", message, script.origin.place(0, 1), hint, Severity.WARNING)
