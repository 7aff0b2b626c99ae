"""Build the containers of `python` and `notebook` steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argogen.context import Notebook, Python
from argogen.language.code.imports import imports_plain_modules
from argogen.language.model.pipeline import CodeModel, TemplateModel

_EXECUTED = "/tmp/notebook.ipynb"  # noqa: S108 (a file in a separate container)

Write = Callable[[Any], Any]


def build_code_object(template: TemplateModel) -> dict[str, Any]:
    """Return the container of the body as a Kubernetes object, without its program and source."""
    code: CodeModel = template.content
    container = {"command": [*code.interpreter, "-c"], "env": _list_variables(code)}
    return container if code.has_source else {**container, "args": _list_files(template, code)}


def list_code_texts(template: TemplateModel) -> list[Any]:
    """Return the strings of the body that may contain references, in the order of the generated inputs."""
    code: CodeModel = template.content
    copied = [[patterns, directory] for files in (code.get, code.put) for directory, patterns in files.items()]
    return [copied, _list_files(template, code), _list_variables(code)]


def _list_files(template: TemplateModel, code: CodeModel) -> list[str]:
    if template.body != "notebook":
        return []
    return [code.target, code.executed or _EXECUTED, *([] if code.kernel is None else [code.kernel])]


def _list_variables(code: CodeModel) -> list[dict[str, str]]:
    return [{"name": f"ARG_{name}", "value": f"{{{{parameters.{name}}}}}"} for name in code.arguments]


def build_python(code: CodeModel, items: tuple[str, ...], source: str | None, write: Write) -> Python:
    """Return the call of a function; `items` are its arguments that are always loop items, `source` is its module."""
    module, _, name = code.target.rpartition(":")
    return Python(
        code.target,
        name,
        module or None,
        **_build_exchange(code, items, write),
        pickled_arguments=code.objects,
        lenient=code.is_lenient,
        json_only=(source is not None and not code.objects and imports_plain_modules(source)) or None,
    )


def build_notebook(code: CodeModel, items: tuple[str, ...], write: Write) -> Notebook:
    """Return the run of a notebook; `items` are its arguments that are always loop items."""
    exchange = _build_exchange(code, items, write)
    return Notebook(write(code.target), write(code.executed or _EXECUTED), write(code.kernel), **exchange)


def _build_exchange(code: CodeModel, items: tuple[str, ...], write: Write) -> dict[str, Any]:
    """Return the arguments, results and files of the code."""
    return {
        "arguments": (*code.arguments, *code.objects),
        "outputs": tuple(code.results),
        "loop_items": items,
        "pickled_outputs": tuple(name for name, is_object in code.results.items() if is_object),
        "get": write(dict(code.get)),
        "put": write(dict(code.put)),
    }
