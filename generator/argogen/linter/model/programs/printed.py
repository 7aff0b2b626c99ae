"""Find what the program of a container certainly prints first."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.notation.variable_expansion import unescape_variables
from argogen.yaml.scalars import is_json

# The next command that prints, after comments and options of the shell.
_ECHO = re.compile(r"(?:\s|#[^\n]*\n|set[ \t][^\n;&|]*[\n;])*(echo|printf)[ \t]+(?!-)")
_NEXT = re.compile(r"[ \t]*(?:;|&&|\n|#[^\n]*(?:\n|$)|$)")
_PRINT = re.compile(r"print\((['\"])([^'\"\\\n]*)\1\)[ \t]*(\n.*)?", re.DOTALL)
_SHELL = re.compile(r"(?:.*/)?(?:a|ba|da|k|z)?sh")
_PYTHON = re.compile(r"(?:.*/)?python[0-9.]*")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_WORDS_END = re.compile(r"[;&\n#|<>()'\"]|$")
# The output from these characters on depends on the shell or on Argo.
_UNKNOWN = re.compile(r"[$`\\*?~%]|\{\{")
_LONGEST_PROGRAM, _MOST_NUMBERS = 10_000, 100
_WORDS = ("true", "false", "null")


class Printed(NamedTuple):
    """The beginning of an output; the whole output if `is_whole`."""

    text: str
    is_whole: bool = False

    @property
    def may_be_json(self) -> bool:
        """Whether the output may be a JSON value."""
        text = self.text.lstrip()
        if not text or self.is_whole:
            return not self.is_whole or is_json(text)
        if text[0] in "-0123456789":
            return re.fullmatch(r"[-+.\deE]+\s*", text) is not None
        if text[0].isalpha():
            return any(each == text.strip() or each.startswith(text) for each in _WORDS)
        return text[0] in '{["'


def find_printed(container: Mapping[str, Any], values: Mapping[str, str]) -> Printed | None:
    """Return the certain output of a container, or None; `values` are those of some template tags."""
    command: Sequence[str] = container.get("command") or ()
    args: Sequence[str] = container.get("args") or ()
    if not all(isinstance(word, str) for word in (*command, *args)):
        return None
    source = container.get("source")
    if source is not None:
        return _read_program(command, source, values)
    words = [*command, *args]
    if command and words[0] == "echo" and len(words) > 1 and not words[1].startswith("-"):
        return _cut(" ".join(words[1:]), values)
    if not command or len(words) != 3:
        return None
    shell, flag, program = words
    return _read_program([shell], program, values) if re.fullmatch(r"-[a-z]*c", flag) else None


def _read_program(command: Sequence[str], source: str, values: Mapping[str, str]) -> Printed | None:
    text = unescape_variables(source).strip()
    if not command:
        return None
    if _PYTHON.fullmatch(command[0]):
        found = _PRINT.fullmatch(text)
        return _cut(found[2], values, is_whole=not found[3]) if found else _read_printed_literal(text)
    return _read_shell(text, values) if _SHELL.fullmatch(command[0]) else None


def _read_printed_literal(text: str) -> Printed | None:
    """Return what a Python program prints that does nothing but print a literal, also with `json.dumps`."""
    if not ("print(" in text or "json.dump(" in text) or len(text) > _LONGEST_PROGRAM:
        return None
    try:
        *imports, last = ast.parse(text).body
        argument = _find_argument(last.value, "print") if isinstance(last, ast.Expr) else None
        dumped = argument and _find_argument(argument, "json.dumps")
        dumped = dumped or (_find_dumped(last.value) if isinstance(last, ast.Expr) else None)
        value = _evaluate(dumped or argument)
        shown = json.dumps(value) if dumped else str(value)
    except (SyntaxError, ValueError, TypeError, RecursionError):
        return None
    is_simple = all(isinstance(each, (ast.Import, ast.ImportFrom)) for each in imports)
    return Printed(shown, is_whole=True) if is_simple else None


def _find_dumped(node: ast.expr) -> ast.expr | None:
    """Return the first argument of `json.dump(VALUE, sys.stdout)`."""
    if isinstance(node, ast.Call) and len(node.args) == 2 and ast.unparse(node.func) == "json.dump":
        return node.args[0] if ast.unparse(node.args[1]) == "sys.stdout" else None
    return None


def _evaluate(node: ast.expr | None) -> Any:
    """Return the value of a literal, or of `[i for i in range(…)]`. Raises ValueError for other expressions."""
    if node is None:
        raise ValueError
    if isinstance(node, ast.ListComp) and len(node.generators) == 1:
        loop = node.generators[0]
        is_counted = isinstance(loop.iter, ast.Call) and ast.unparse(loop.iter.func) == "range" and not loop.ifs
        if is_counted and ast.unparse(node.elt) == ast.unparse(loop.target):
            arguments = loop.iter.args if isinstance(loop.iter, ast.Call) else []
            return list(range(*map(ast.literal_eval, arguments))[:_MOST_NUMBERS])
    return ast.literal_eval(node)


def _find_argument(node: ast.expr, function: str) -> ast.expr | None:
    """Return the only argument of a call of a function."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords and ast.unparse(node.func) == function:
        return node.args[0]
    return None


def _read_shell(text: str, values: Mapping[str, str]) -> Printed | None:
    """Return what the `echo` and `printf` commands print with which a script begins."""
    printed, at = "", 0
    while found := _ECHO.match(text, at):
        content, end = _read_content(text, found.end())
        following = _NEXT.match(text, end)
        if following is None:
            break
        part = _cut(content, values)
        printed += part.text
        if not part.is_whole:
            return Printed(printed)
        at = following.end()
        if at == len(text):
            return Printed(printed, True)
        printed += "\n" if found[1] == "echo" else ""
    return Printed(printed) if printed else None


def _read_content(text: str, at: int) -> tuple[str, int]:
    """Return what a command prints, a quoted string or words without quotes, and the index after it."""
    if quoted := _QUOTED.match(text, at):
        return quoted[1] if quoted[2] is None else quoted[2], quoted.end()
    end = _WORDS_END.search(text, at)
    stop = len(text) if end is None else end.start()
    return text[at:stop].strip(), stop


def _cut(text: str, values: Mapping[str, str], *, is_whole: bool = True) -> Printed:
    for tag, value in values.items():
        text = text.replace(tag, value)
    unknown = _UNKNOWN.search(text)
    return Printed(text, is_whole) if unknown is None else Printed(text[: unknown.start()])
