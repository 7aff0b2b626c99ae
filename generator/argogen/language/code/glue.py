"""The code around people's Python: what calls a function, or runs a notebook.

It is put together from the files of templates/code, as much of them as a step needs, and a few lines that name the
function, its arguments and its outputs. The values of arguments come as environment variables, so none of them ever
stands in source text; each output is a file.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.resources import TEMPLATES

_IMPORT = re.compile(r"^(?:import|from) .*\n", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")
_CELL = "# what writes the outputs\n"
# What papermill is to do with what the notebook prints: Argo has the logs.
_LOGS = ("stdout_file=sys.stdout", "stderr_file=sys.stderr", "progress_bar=False")
# Ways in: a value, an item that Argo loops over, an object; and out: a value, an object.
READ = 'read(os.environ["ARG_{}"])'
READ_ITEM = 'read_item(os.environ["ARG_{}"])'
LOAD = 'load("{}")'
WRITE, KEEP = "write", "keep"
_PIECES = {
    READ: ("read",),
    READ_ITEM: ("read", "item"),
    LOAD: ("objects",),
    WRITE: ("read", "write"),
    KEEP: ("objects",),
}
_IN_ORDER = "result if isinstance(result, tuple) else [result]"
_BY_NAME = "[result[name] for name in names] if isinstance(result, dict) else result"

# Names, and the way in or out of each.
Ways = Mapping[str, str]
# Folders, and patterns of files.
Files = Mapping[str, Sequence[str]]


class Work(NamedTuple):
    """What goes into people's code and comes out of it.

    `get` are copied from their folders into the working directory before it runs, `put` from there afterwards.
    """

    arguments: Ways
    results: Ways
    get: Files
    put: Files


class Function(NamedTuple):
    """A call to be written: of `name` in a module, or in the file whose path is the first argument of the program."""

    name: str
    module: str
    lenient: bool


def write_call(function: Function, work: Work) -> str:
    """The program that calls a function."""
    origin = f"from {function.module} import {function.name} as function\n"
    if not function.module:
        # Under a name of ours, so that no function of the module's hides one of these pieces.
        origin = f"{_read_piece('file')}function = step.{function.name}\n"
    ways = {**work.arguments, **work.results}
    pieces = [*_list_pieces(ways, work), *(["fit"] if function.lenient and work.arguments else [])]
    call = _call(function, work) + _share_out(work.results, lenient=function.lenient)
    return _join(origin, *map(_read_piece, pieces), _around(work, call))


def write_run(work: Work, *, has_kernel: bool) -> str:
    """The program that runs a notebook: its arguments are the notebook, where it goes when it has run, the kernel.

    A last cell, which the notebook gets from it, writes the variables that are outputs.
    """
    imports = "import os\nimport sys\nimport papermill\n"
    load = _read_piece("cell") if work.results else ""
    files = "sys.argv[2], sys.argv[2]" if work.results else "sys.argv[1], sys.argv[2]"
    given = [f"parameters={_write_mapping(work.arguments)}"] if work.arguments else []
    kernel = ["kernel_name=sys.argv[3]"] if has_kernel else []
    language = ['language="python"'] if work.results else []  # that of the last cell; old notebooks do not tell theirs
    run = _write_lines("papermill.execute_notebook", [files, *given, *kernel, *language, *_LOGS])
    pieces = _list_pieces(work.arguments, work)
    code = _join(imports, *map(_read_piece, pieces), _around(work, load + run))
    return code.replace(_CELL, _write_cell(work.results))


def _write_cell(results: Ways) -> str:
    writes = "".join(f'{way}("{name}", {name})\n' for name, way in results.items())
    return _join(*map(_read_piece, dict.fromkeys(_pieces_of(results))), writes)


def _list_pieces(ways: Ways, work: Work) -> list[str]:
    return list(dict.fromkeys([*_pieces_of(ways), *(["files"] if work.get or work.put else [])]))


def _pieces_of(ways: Ways) -> Iterator[str]:
    return (piece for way in ways.values() for piece in _PIECES[way])


def _around(work: Work, code: str) -> str:
    get = [f'copy({json.dumps(patterns)}, {json.dumps(folder)}, ".")\n' for folder, patterns in work.get.items()]
    put = [f'copy({json.dumps(patterns)}, ".", {json.dumps(folder)})\n' for folder, patterns in work.put.items()]
    return "".join([*get, code, *put])


def _call(function: Function, work: Work) -> str:
    result = "result = " if work.results else ""
    if function.lenient and work.arguments:
        return f"import os\n{result}call(function, {_write_mapping(work.arguments)})\n"
    given = [f"{name}={way.format(name)}" for name, way in work.arguments.items()]
    return ("import os\n" if given else "") + result + _write_lines("function", given)


def _share_out(results: Ways, *, lenient: bool) -> str:
    """What the function returns: one value, or several in their order or, unless it is lenient, by their names."""
    if len(results) == 1:
        ((name, way),) = results.items()
        by_name = f'result["{name}"] if isinstance(result, dict) and list(result) == ["{name}"]'
        value = "result[0] if isinstance(result, tuple) and len(result) == 1" if lenient else by_name
        return f'{way}("{name}", {value} else result)\n'
    return _share_among(results, _IN_ORDER if lenient else _BY_NAME) if results else ""


def _share_among(results: Ways, values: str) -> str:
    kept = [name for name, way in results.items() if way == KEEP]
    way = f"({KEEP} if name in {kept!r} else {WRITE})" if kept else WRITE
    piece = _read_piece("several").replace("NAMES", repr(list(results)))
    return piece.replace("VALUES", values).replace("WAY", way)


def _write_mapping(arguments: Ways) -> str:
    return "{" + ", ".join(f'"{name}": {way.format(name)}' for name, way in arguments.items()) + "}"


def _write_lines(function: str, arguments: Sequence[str]) -> str:
    """A call with each of its arguments on a line of its own."""
    lines = "".join(f"    {each},\n" for each in arguments)
    return f"{function}(\n{lines})\n" if lines else f"{function}()\n"


@functools.cache
def _read_piece(name: str) -> str:
    return (TEMPLATES / "code" / f"{name}.py").read_text("utf-8")


def _join(*texts: str) -> str:
    """Texts as one program: their imports first, each once, and single blank lines between its parts."""
    text = "\n\n".join(texts)
    imports = sorted(set(_IMPORT.findall(text)), key=lambda line: (line.startswith("from"), line))
    return "".join(imports) + _BLANK_LINES.sub("\n\n", "\n" + _IMPORT.sub("", text).lstrip("\n"))
