"""The code around people's Python: what calls a function, or runs a notebook.

It is put together from the files of templates/code, as much of them as a step needs, and a few lines that name the
function, its arguments and its outputs. The values of arguments come as environment variables, so none of them ever
stands in source text; each output is a file.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from argogen.resources import TEMPLATES

_IMPORT = re.compile(r"^(?:import|from) .*\n", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")
_CELL = "# what writes the outputs\n"
# What papermill is to do with what the notebook prints: Argo has the logs.
_LOGS = ("stdout_file=sys.stdout", "stderr_file=sys.stderr", "progress_bar=False")


# The names of arguments, and whether each is an item that Argo loops over.
Arguments = Mapping[str, bool]


class Function(NamedTuple):
    """A call to be written: of `name` in a module, or in the file whose path is the first argument of the program."""

    name: str
    module: str
    arguments: Arguments
    outputs: Sequence[str]
    lenient: bool


def write_call(function: Function) -> str:
    """The program that calls a function."""
    pieces = [*_readers(function.arguments), *(["write"] if function.outputs else [])]
    pieces += ["fit"] if function.lenient else []
    module, name = function.module, function.name
    # Under a name of ours, so that no function of the module's hides one of these pieces.
    origin = (
        f"from {module} import {name} as function\n" if module else f"{_read_piece('file')}function = step.{name}\n"
    )
    return _join(origin, *map(_read_piece, pieces), _call(function) + _share_out(function.outputs))


def write_run(arguments: Arguments, outputs: Sequence[str], *, has_kernel: bool) -> str:
    """The program that runs a notebook: its arguments are the notebook, where it goes when it has run, the kernel.

    A last cell, which the notebook gets from it, writes the variables that are outputs.
    """
    imports = "import os\nimport sys\nimport papermill\n"
    load = _read_piece("cell") if outputs else ""
    files = "sys.argv[2], sys.argv[2]" if outputs else "sys.argv[1], sys.argv[2]"
    given = [f"parameters={_write_mapping(arguments)}"] if arguments else []
    kernel = ["kernel_name=sys.argv[3]"] if has_kernel else []
    language = ['language="python"'] if outputs else []  # that of the last cell; old notebooks do not tell theirs
    run = _write_lines("papermill.execute_notebook", [files, *given, *kernel, *language, *_LOGS])
    code = _join(imports, *(map(_read_piece, _readers(arguments)) if arguments else []), load + run)
    return code.replace(_CELL, _write_cell(outputs))


def _write_cell(outputs: Sequence[str]) -> str:
    writes = "".join(f'write("{name}", {name})\n' for name in outputs)
    return _join(_read_piece("read"), _read_piece("write"), writes)


def _call(function: Function) -> str:
    result = "result = " if function.outputs else ""
    if function.lenient:
        return f"import os\n{result}call(function, {_write_mapping(function.arguments)})\n"
    given = [f"{name}={_read_argument(name, is_item)}" for name, is_item in function.arguments.items()]
    return ("import os\n" if given else "") + result + _write_lines("function", given)


def _share_out(outputs: Sequence[str]) -> str:
    """What the function returns: one value, or several in their order or by their names."""
    if len(outputs) == 1:
        by_name = f'isinstance(result, dict) and list(result) == ["{outputs[0]}"]'
        return f'write("{outputs[0]}", result["{outputs[0]}"] if {by_name} else result)\n'
    return _read_piece("several").replace("NAMES", repr(list(outputs))) if outputs else ""


def _readers(arguments: Arguments) -> list[str]:
    return ["read", "item"] if any(arguments.values()) else ["read"]


def _write_mapping(arguments: Arguments) -> str:
    return "{" + ", ".join(f'"{name}": {_read_argument(name, is_item)}' for name, is_item in arguments.items()) + "}"


def _read_argument(name: str, is_item: bool) -> str:
    return f'{"read_item" if is_item else "read"}(os.environ["ARG_{name}"])'


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
