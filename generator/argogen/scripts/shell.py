"""Check shell scripts with shellcheck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.diagnostics import Severity
from argogen.scripts.script import Script, ToolDiagnostic
from argogen.scripts.tools import run_tool

_SEVERITIES = {"error": Severity.WARNING, "warning": Severity.WARNING, "info": Severity.NOTE, "style": Severity.NOTE}
# Variables come from the environment, and sourced files from the image. The dialect is on a line above the first one.
_EXCLUDED = ("SC1090", "SC1091", "SC1128", "SC2148", "SC2153", "SC2154")
# Matters of style.
_MINOR = frozenset({"SC2034", "SC2046", "SC2155", "SC2164"})
# A placeholder is a constant, but its tag is not.
_CONSTANT = frozenset(
    {"SC2043", "SC2050", "SC2078", "SC2157", "SC2158", "SC2159", "SC2160", "SC2161", "SC2170", "SC2193", "SC2194"}
    | {"SC2211", "SC2276", "SC2282", "SC2286", "SC2288", "SC2309", "SC2335", "SC2336"}
)
# POSIX leaves `echo -n` open, but every `sh` of an image has it: dash, the ash of busybox, and bash.
_ECHO, _NO_NEWLINE = "SC3037", "-n"
_SYNTAX, _PORTABILITY = "SC1", "SC3"
# A syntax error is reported three times: where its construct begins, where parsing stopped, and around both.
_UNPARSED, _FOLLOW_UPS = 1073, (1009, 1072)
RC_FILE = ".shellcheckrc"


def check_shell(
    scripts: Sequence[Script], program: str, environ: Mapping[str, str], settings: str | None
) -> Iterator[tuple[Script, ToolDiagnostic]]:
    """Yield the diagnostics in scripts; `settings` is the content of a `.shellcheckrc`. Raises ToolError."""
    files = {f"{number}.sh": _write(script) for number, script in enumerate(scripts)}
    command = [program, "--format=json1", "--severity=info", f"--exclude={','.join(_EXCLUDED)}"]
    found = run_tool(command, {**files, **({} if settings is None else {RC_FILE: settings})}, environ)
    unparsed = {comment["file"] for comment in found["comments"] if comment["code"] == _UNPARSED}
    for comment in found["comments"]:
        script = scripts[int(comment["file"].partition(".")[0])]
        diagnostic = _read(comment, script)
        may_be_tag = diagnostic.code in _CONSTANT or diagnostic.code.startswith(_SYNTAX)
        is_constant = may_be_tag and diagnostic.line in script.tagged_lines
        is_follow_up = comment["file"] in unparsed and comment["code"] in _FOLLOW_UPS
        if not (is_constant or is_follow_up or _is_known(diagnostic, script)):
            yield script, diagnostic


def _is_known(diagnostic: ToolDiagnostic, script: Script) -> bool:
    """Return whether a diagnostic is about `echo -n`."""
    if diagnostic.code != _ECHO:
        return False
    line = script.text.split("\n")[diagnostic.line - 1]
    return line[diagnostic.column - 1 : diagnostic.end_column - 1] == _NO_NEWLINE


def _write(script: Script) -> str:
    """Return a script with its dialect on a line above it."""
    return f"# shellcheck shell={script.language}\n{script.text}\n"


def _read(comment: Mapping[str, Any], script: Script) -> ToolDiagnostic:
    code = f"SC{comment['code']}"
    severity = _SEVERITIES[comment["level"]]
    is_syntax = code.startswith(_SYNTAX)
    if is_syntax and comment["level"] == "error":
        # A tag may be the part of the syntax that its placeholder is not.
        severity = Severity.WARNING if script.tagged_lines else Severity.ERROR
    elif code in _MINOR or is_syntax or code.startswith(_PORTABILITY):
        severity = Severity.NOTE  # unusual syntax, and what sh is depends on the image
    start, end = (comment["line"] - 1, comment["column"]), (comment["endLine"] - 1, comment["endColumn"])
    return ToolDiagnostic(
        code, comment["message"], severity, *start, *end, f"see https://www.shellcheck.net/wiki/{code}"
    )
