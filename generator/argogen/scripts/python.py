"""Check Python scripts: their syntax with the parser of this Python, and more with ruff."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.diagnostics import Severity
from argogen.scripts.script import SYNTAX, Script, ToolDiagnostic
from argogen.scripts.tools import run_tool

_RULES = "E9,F"
# These fail at run time; the others are about code without effect.
_FAILING = ("F50", "F52", "F62", "F70", "F82", "E9")
_CONSTANT = frozenset({"F541", "F632", "F634", "F702"})


def check_syntax(script: Script) -> Iterator[ToolDiagnostic]:
    """Yield the syntax error of a script."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(script.text)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        end = (error.end_lineno or line, error.end_offset or column + 1)
        # A tag may be an operator, a keyword or a part of the code.
        if script.tagged_lines.isdisjoint(range(line, end[0] + 1)):
            yield ToolDiagnostic(SYNTAX, f"invalid Python: {error.msg}", Severity.ERROR, line, column, *end)
    except (ValueError, RecursionError, MemoryError) as error:
        yield ToolDiagnostic(SYNTAX, f"invalid Python: {error}", Severity.ERROR, 1, 1)


def check_with_ruff(
    scripts: Sequence[Script], program: str, environ: Mapping[str, str]
) -> Iterator[tuple[Script, ToolDiagnostic]]:
    """Yield the diagnostics in scripts. Raises ToolError."""
    files = {f"{number}.py": script.text for number, script in enumerate(scripts)}
    command = [program, "check", "--isolated", "--no-cache", "--quiet", "--output-format=json", f"--select={_RULES}"]
    for found in run_tool(command, files, environ):
        script = scripts[int(found["filename"].replace("\\", "/").rpartition("/")[2].partition(".")[0])]
        diagnostic = _read(found)
        if not (diagnostic.code in _CONSTANT and diagnostic.line in script.tagged_lines):
            yield script, diagnostic


def _read(found: Mapping[str, Any]) -> ToolDiagnostic:
    code, start, end = found["code"] or SYNTAX, found["location"], found["end_location"]
    severity = Severity.WARNING if code.startswith(_FAILING) else Severity.NOTE
    fix = found.get("fix") or {}
    hint = str(fix.get("message") or "").replace("`", "'") or f"see {found.get('url') or 'the documentation of ruff'}"
    message = found["message"].replace("`", "'")
    return ToolDiagnostic(code, message, severity, start["row"], start["column"], end["row"], end["column"], hint)
