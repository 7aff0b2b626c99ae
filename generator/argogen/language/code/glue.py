"""The generated code around a user's Python: it calls a function, or runs a notebook.

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
# Conversions in: a value, an item that Argo loops over, an object; and out: a value, an object.
READ = 'read(os.environ["ARG_{}"])'
READ_ITEM = 'read_item(os.environ["ARG_{}"])'
LOAD = 'load("{}")'
WRITE, KEEP = "write", "keep"
_SNIPPETS = {
    READ: ("read",),
    READ_ITEM: ("read", "item"),
    LOAD: ("objects",),
    WRITE: ("read", "write"),
    KEEP: ("objects",),
}
_IN_ORDER = "result if isinstance(result, tuple) else [result]"
_BY_NAME = "[result[name] for name in names] if isinstance(result, dict) else result"

# The conversion of each input or output, by name.
Conversions = Mapping[str, str]
# Folders, and patterns of files.
Files = Mapping[str, Sequence[str]]


class CodeInterface(NamedTuple):
    """What goes into people's code and comes out of it.

    `get` are copied from their folders into the working directory before it runs, `put` from there afterwards.
    """

    arguments: Conversions
    results: Conversions
    get: Files
    put: Files


class Function(NamedTuple):
    """A call to be written: of `name` in a module, or in the file whose path is the first argument of the program."""

    name: str
    module: str
    lenient: bool


def write_call(function: Function, interface: CodeInterface) -> str:
    """Return the program that calls a function."""
    origin = f"from {function.module} import {function.name} as function\n"
    if not function.module:
        # Under a name of ours, so that no function of the module's hides one of these snippets.
        origin = f"{_read_snippet('file')}function = step.{function.name}\n"
    conversions = {**interface.arguments, **interface.results}
    snippets = [*_list_snippets(conversions, interface), *(["fit"] if function.lenient and interface.arguments else [])]
    call = _call(function, interface) + _write_results(interface.results, lenient=function.lenient)
    return _join(origin, *map(_read_snippet, snippets), _wrap_with_copies(interface, call))


def write_run(interface: CodeInterface, *, has_kernel: bool) -> str:
    """Return the program that runs a notebook. Its arguments are the notebook, where it goes afterwards, the kernel.

    A last cell, which the notebook gets from it, writes the variables that are outputs.
    """
    imports = "import os\nimport sys\nimport papermill\n"
    load = _read_snippet("cell") if interface.results else ""
    files = "sys.argv[2], sys.argv[2]" if interface.results else "sys.argv[1], sys.argv[2]"
    given = [f"parameters={_write_mapping(interface.arguments)}"] if interface.arguments else []
    kernel = ["kernel_name=sys.argv[3]"] if has_kernel else []
    language = (
        ['language="python"'] if interface.results else []
    )  # that of the last cell; old notebooks do not name theirs
    run = _write_lines("papermill.execute_notebook", [files, *given, *kernel, *language, *_LOGS])
    snippets = _list_snippets(interface.arguments, interface)
    code = _join(imports, *map(_read_snippet, snippets), _wrap_with_copies(interface, load + run))
    return code.replace(_CELL, _write_cell(interface.results))


def _write_cell(results: Conversions) -> str:
    writes = "".join(f'{conversion}("{name}", {name})\n' for name, conversion in results.items())
    return _join(*map(_read_snippet, dict.fromkeys(_snippets_of(results))), writes)


def _list_snippets(conversions: Conversions, interface: CodeInterface) -> list[str]:
    return list(dict.fromkeys([*_snippets_of(conversions), *(["files"] if interface.get or interface.put else [])]))


def _snippets_of(conversions: Conversions) -> Iterator[str]:
    return (snippet for conversion in conversions.values() for snippet in _SNIPPETS[conversion])


def _wrap_with_copies(interface: CodeInterface, code: str) -> str:
    get = [f'copy({json.dumps(patterns)}, {json.dumps(folder)}, ".")\n' for folder, patterns in interface.get.items()]
    put = [f'copy({json.dumps(patterns)}, ".", {json.dumps(folder)})\n' for folder, patterns in interface.put.items()]
    return "".join([*get, code, *put])


def _call(function: Function, interface: CodeInterface) -> str:
    result = "result = " if interface.results else ""
    if function.lenient and interface.arguments:
        return f"import os\n{result}call(function, {_write_mapping(interface.arguments)})\n"
    given = [f"{name}={conversion.format(name)}" for name, conversion in interface.arguments.items()]
    return ("import os\n" if given else "") + result + _write_lines("function", given)


def _write_results(results: Conversions, *, lenient: bool) -> str:
    """Write out what the function returns: one value, or several in order or, unless it is lenient, by name."""
    if len(results) == 1:
        ((name, conversion),) = results.items()
        by_name = f'result["{name}"] if isinstance(result, dict) and list(result) == ["{name}"]'
        value = "result[0] if isinstance(result, tuple) and len(result) == 1" if lenient else by_name
        return f'{conversion}("{name}", {value} else result)\n'
    return _write_several(results, _IN_ORDER if lenient else _BY_NAME) if results else ""


def _write_several(results: Conversions, values: str) -> str:
    kept = [name for name, conversion in results.items() if conversion == KEEP]
    conversion = f"({KEEP} if name in {kept!r} else {WRITE})" if kept else WRITE
    snippet = _read_snippet("several").replace("NAMES", repr(list(results)))
    return snippet.replace("VALUES", values).replace("CONVERT", conversion)


def _write_mapping(arguments: Conversions) -> str:
    return "{" + ", ".join(f'"{name}": {conversion.format(name)}' for name, conversion in arguments.items()) + "}"


def _write_lines(function: str, arguments: Sequence[str]) -> str:
    """Return a call with each of its arguments on a line of its own."""
    lines = "".join(f"    {each},\n" for each in arguments)
    return f"{function}(\n{lines})\n" if lines else f"{function}()\n"


@functools.cache
def _read_snippet(name: str) -> str:
    return (TEMPLATES / "code" / f"{name}.py").read_text("utf-8")


def _join(*texts: str) -> str:
    """Join texts to one program: their imports first, each once, and single blank lines between the texts."""
    text = "\n\n".join(texts)
    imports = sorted(set(_IMPORT.findall(text)), key=lambda line: (line.startswith("from"), line))
    return "".join(imports) + _BLANK_LINES.sub("\n\n", "\n" + _IMPORT.sub("", text).lstrip("\n"))
