"""Steps that run people's Python: `python` and `notebook`, as the container that they become."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from typing import Any

from argogen.context import Notebook, Python
from argogen.normalize.code import Function, write_call, write_run
from argogen.normalize.drafts import Call, Draft
from argogen.normalize.findings import Findings
from argogen.normalize.tags import references

OUTPUTS = "/tmp/outputs"  # noqa: S108 (a folder in a container of its own)
_EXECUTED = "/tmp/notebook.ipynb"  # noqa: S108


def is_code(body: str) -> bool:
    """Whether a body takes and gives values of Python, where others have texts."""
    return body in ("python", "notebook")


def check_code(draft: Draft, findings: Findings) -> None:
    """Report a function that cannot be found, and names that nothing in Python can have."""
    if draft.body == "python":
        _check_function(draft, findings)
    if is_code(draft.body):
        _check_names(draft, findings)


def _check_function(draft: Draft, findings: Findings) -> None:
    given = _spell_out(draft)
    module, _, name = given["function"].rpartition(":")
    path = (*draft.path, "python", *(["function"] if isinstance(draft.data["python"], dict) else []))
    if module and "file" in given:
        findings.error("bad-value", "a function of a file goes by its name alone", path, f"did you mean '{name}'?")
    elif not module and "file" not in given:
        message = f"it is not said where '{name}' is"
        findings.error("missing-key", message, path, f"write MODULE:{name}, or add file:")


def _check_names(draft: Draft, findings: Findings) -> None:
    where = {name: (*draft.path, *_where(draft), name) for name in list_arguments(draft)}
    if draft.body == "notebook":
        where |= {name: draft.path_of_output(name) for name in list_returned(draft)}
    for name, path in where.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            message = f"nothing in Python can be called '{name}'"
            findings.error("bad-name", message, path, "use letters, digits and underscores", key=True)


def _where(draft: Draft) -> tuple[str]:
    return ("parameters",) if draft.component or not draft.path else ("with",)


def _spell_out(draft: Draft) -> Mapping[str, Any]:
    """The object of the body, whose text is its first key."""
    written: Any = draft.data[draft.body]
    return {"function" if draft.body == "python" else "path": written} if isinstance(written, str) else written


def list_arguments(draft: Draft) -> tuple[str, ...]:
    """The names of the arguments: what callers give, or the parameters of a pipeline."""
    return tuple(draft.inputs if draft.path else draft.data.get("parameters") or ())


def list_returned(draft: Draft) -> tuple[str, ...]:
    """The names of the outputs that the code writes."""
    outputs = draft.outputs.items()
    return tuple(name for name, it in outputs if it is None or (isinstance(it, dict) and "returned" in it))


def code_object(draft: Draft) -> dict[str, Any]:
    """The container of the body, in Kubernetes' spelling; its source, if it has one, comes from a file."""
    given = _spell_out(draft)
    code = _write_function(draft, given) if draft.body == "python" else _write_notebook(draft, given)
    command = [*_interpreter(given), "-c"]
    env = [{"name": f"ARG_{name}", "value": f"{{{{parameters.{name}}}}}"} for name in list_arguments(draft)]
    if "file" in given:  # Argo appends the path of a script's source to its command
        return {"command": [*command, code], "env": env}
    return {"command": command, "args": [code, *_list_files(given)], "env": env}


def _write_function(draft: Draft, given: Mapping[str, Any]) -> str:
    module, _, name = given["function"].rpartition(":")
    arguments = _find_items(draft)
    is_lenient = bool(given.get("lenient") and arguments)
    return write_call(Function(name, module, arguments, list_returned(draft), is_lenient))


def _write_notebook(draft: Draft, given: Mapping[str, Any]) -> str:
    return write_run(_find_items(draft), list_returned(draft), has_kernel="kernel" in given)


def _find_items(draft: Draft) -> dict[str, bool]:
    """The arguments, and of each whether all who call give an item that Argo loops over."""
    return {name: _is_item(name, draft.callers) for name in list_arguments(draft)}


def _is_item(name: str, callers: list[Call]) -> bool:
    return bool(callers) and all(_gives_item(call, name) for call in callers)


def _gives_item(call: Call, name: str) -> bool:
    written = call.arguments.get(name)
    found = references(written) if isinstance(written, str) else ()
    source = call.references.get(found[0].text) if len(found) == 1 and found[0].tag == written else None
    return source is not None and source.parts[0] == "item"


def _list_files(given: Mapping[str, Any]) -> list[str]:
    if "path" not in given:
        return []
    return [given["path"], given.get("executed", _EXECUTED), *([given["kernel"]] if "kernel" in given else [])]


def _interpreter(given: Mapping[str, Any]) -> list[str]:
    written = given.get("interpreter", "python")
    return [written] if isinstance(written, str) else written


def build_python(draft: Draft) -> Python | None:
    """What is called, if it is a function."""
    if draft.body != "python":
        return None
    given = _spell_out(draft)
    return Python(given["function"], list_arguments(draft), list_returned(draft), given.get("lenient"))


def build_notebook(draft: Draft, write: Callable[[Any], Any]) -> Notebook | None:
    """What is run, if it is a notebook."""
    if draft.body != "notebook":
        return None
    given = write({"executed": _EXECUTED, **_spell_out(draft)})
    names = (list_arguments(draft), list_returned(draft))
    return Notebook(given["path"], given["executed"], given.get("kernel"), *names)
