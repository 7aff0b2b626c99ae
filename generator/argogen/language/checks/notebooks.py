"""Check a notebook that is next to the pipeline: its format, and the parameters of its step."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from argogen.diagnostics import InvalidInputError
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CodeModel, TemplateModel
from argogen.suggestions import list_known, suggest
from argogen.yaml.limits import load_json
from argogen.yaml.text import SourceText


def check_notebook(
    template: TemplateModel, read_file: Callable[[str], SourceText], collector: DiagnosticCollector
) -> None:
    """Report an invalid notebook, and arguments that its cell with the tag `parameters` does not define.

    A notebook that is not next to the pipeline is one of the image, and not checked.
    """
    code: CodeModel = template.content
    if "{{" in code.target or PurePosixPath(code.target).is_absolute():
        return
    try:
        text = read_file(code.target).text
    except InvalidInputError:
        return
    cells = _read_cells(text)
    if cells is None:
        collector.error("invalid-notebook", f"'{code.target}' is not a notebook", code.origin, "save it as .ipynb")
    elif code.arguments:
        _check_parameters(template, code, cells, collector)


def _read_cells(text: str) -> list[Any] | None:
    """Return the cells of a notebook (nbformat 4); None for any other text."""
    try:
        notebook = load_json(text)
    except ValueError:
        return None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else None


def _check_parameters(
    template: TemplateModel, code: CodeModel, cells: list[Any], collector: DiagnosticCollector
) -> None:
    tagged = [cell for cell in cells if "parameters" in ((cell.get("metadata") or {}).get("tags") or ())]
    if not tagged:
        message = f"'{code.target}' has no cell with the tag 'parameters'"
        hint = "add the tag to the cell that defines the parameters"
        collector.warning("unknown-notebook-parameter", message, code.origin, hint)
        return
    defined = tuple(dict.fromkeys(_list_names(tagged[0])))
    for name in code.arguments:
        if name not in defined:
            message = f"'{code.target}' has no parameter '{name}'"
            hint = suggest(name, defined, list_known(defined))
            collector.warning(
                "unknown-notebook-parameter", message, (*template.path, template.arguments_key, name), hint, key=True
            )


def _list_names(cell: dict[str, Any]) -> Iterator[str]:
    """Yield the variables that a cell assigns."""
    source = cell.get("source") or ""
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    try:
        tree = ast.parse("\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("%", "!"))))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two for code that is nested too deep
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
