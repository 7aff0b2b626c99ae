"""Steps that run people's Python: `python` and `notebook`, as the container that they become."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from argogen.context import Notebook, Python
from argogen.language.code.glue import (
    KEEP,
    LOAD,
    READ,
    READ_ITEM,
    WRITE,
    CodeInterface,
    Function,
    write_call,
    write_run,
)
from argogen.language.model.pipeline import CodeModel, TemplateModel

_EXECUTED = "/tmp/notebook.ipynb"  # noqa: S108 (a file in a container of its own)


def build_code_object(template: TemplateModel, items: Collection[str] = ()) -> dict[str, Any]:
    """Return the container of the body, in Kubernetes' spelling; its source, if it has one, comes later.

    `items` are the names of the arguments that are items of a loop wherever the template is called.
    """
    code: CodeModel = template.content
    program = _write_function(code, items) if template.body == "python" else _write_notebook(code, items)
    command = [*code.interpreter, "-c"]
    env = [{"name": f"ARG_{name}", "value": f"{{{{parameters.{name}}}}}"} for name in code.arguments]
    if code.has_source:  # Argo appends the path of a script's source to its command
        return {"command": [*command, program], "env": env}
    return {"command": command, "args": [program, *_list_files(template, code)], "env": env}


def _write_function(code: CodeModel, items: Collection[str]) -> str:
    module, _, name = code.target.rpartition(":")
    return write_call(Function(name, module, bool(code.is_lenient)), _build_interface(code, items))


def _write_notebook(code: CodeModel, items: Collection[str]) -> str:
    return write_run(_build_interface(code, items), has_kernel=code.kernel is not None)


def _build_interface(code: CodeModel, items: Collection[str]) -> CodeInterface:
    arguments = {name: READ_ITEM if name in items else READ for name in code.arguments}
    objects = dict.fromkeys(code.objects, LOAD)
    results = {name: KEEP if is_object else WRITE for name, is_object in code.results.items()}
    return CodeInterface({**arguments, **objects}, results, code.get, code.put)


def _list_files(template: TemplateModel, code: CodeModel) -> list[str]:
    if template.body != "notebook":
        return []
    return [code.target, code.executed or _EXECUTED, *([] if code.kernel is None else [code.kernel])]


def build_python(template: TemplateModel) -> Python | None:
    """Return what is called, if it is a function."""
    if template.body != "python":
        return None
    code: CodeModel = template.content
    return Python(code.target, (*code.arguments, *code.objects), tuple(code.results), code.is_lenient)


def build_notebook(template: TemplateModel, write: Callable[[Any], Any]) -> Notebook | None:
    """Return what is run, if it is a notebook."""
    if template.body != "notebook":
        return None
    code: CodeModel = template.content
    names = ((*code.arguments, *code.objects), tuple(code.results))
    return Notebook(write(code.target), write(code.executed or _EXECUTED), write(code.kernel), *names)
