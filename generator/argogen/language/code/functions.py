"""Steps that run people's Python: `python` and `notebook`, as the container that they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from argogen.context import Notebook, Python
from argogen.language.code.glue import KEEP, LOAD, READ, READ_ITEM, WRITE, Function, Work, write_call, write_run
from argogen.language.model.drafts import CallModel, TemplateModel
from argogen.language.tags import references

INPUTS, OUTPUTS = "/tmp/inputs", "/tmp/outputs"  # noqa: S108 (folders in a container of its own)
_EXECUTED = "/tmp/notebook.ipynb"  # noqa: S108


def is_code(body: str) -> bool:
    """Whether a body takes and gives values of Python, where others have texts."""
    return body in ("python", "notebook")


def spell_out_code(draft: TemplateModel) -> Mapping[str, Any]:
    """The object of the body, whose text is its first key."""
    written: Any = draft.data[draft.body]
    return {"function" if draft.body == "python" else "path": written} if isinstance(written, str) else written


def name_sources(given: Mapping[str, Any]) -> Sequence[str]:
    """The keys that give the source of a function's module."""
    return [key for key in ("file", "code") if key in given]


def list_arguments(draft: TemplateModel) -> tuple[str, ...]:
    """The names of the arguments that are values: what callers give, or the parameters of a pipeline."""
    return tuple(draft.inputs if draft.path else draft.data.get("parameters") or ())


def list_results(draft: TemplateModel) -> dict[str, str]:
    """The names of what the code gives in their order, and how each goes out: as a value, or as an object."""
    declared = draft.data.get("outputs") or {}
    names = [name for name in declared if name in draft.output_artifacts or _is_returned(draft.outputs[name])]
    kept = [name for name, written in draft.output_artifacts.items() if not has_path(written)]
    return {name: KEEP if name in kept else WRITE for name in dict.fromkeys([*names, *kept])}


def list_named_twice(draft: TemplateModel) -> list[str]:
    """The artifacts with a path whose names are among the outputs, too."""
    artifacts = draft.output_artifacts.items()
    return [name for name, written in artifacts if has_path(written) and name in (draft.data.get("outputs") or ())]


def has_path(artifact: Any) -> bool:
    """Whether an artifact of code is a file of its own, and no object."""
    return isinstance(artifact, str) or "path" in (artifact or ())


def _is_returned(output: Any) -> bool:
    return output is None or (isinstance(output, dict) and "returned" in output)


def code_object(draft: TemplateModel) -> dict[str, Any]:
    """The container of the body, in Kubernetes' spelling; its source, if it has one, comes later."""
    given = spell_out_code(draft)
    code = _write_function(draft, given) if draft.body == "python" else _write_notebook(draft, given)
    command = [*_interpreter(given), "-c"]
    env = [{"name": f"ARG_{name}", "value": f"{{{{parameters.{name}}}}}"} for name in list_arguments(draft)]
    if name_sources(given):  # Argo appends the path of a script's source to its command
        return {"command": [*command, code], "env": env}
    return {"command": command, "args": [code, *_list_files(given)], "env": env}


def _write_function(draft: TemplateModel, given: Mapping[str, Any]) -> str:
    module, _, name = given["function"].rpartition(":")
    return write_call(Function(name, module, bool(given.get("lenient"))), _work(draft, given))


def _write_notebook(draft: TemplateModel, given: Mapping[str, Any]) -> str:
    return write_run(_work(draft, given), has_kernel="kernel" in given)


def _work(draft: TemplateModel, given: Mapping[str, Any]) -> Work:
    arguments = {name: READ_ITEM if _is_item(name, draft.callers) else READ for name in list_arguments(draft)}
    objects = dict.fromkeys(draft.objects, LOAD)
    return Work({**arguments, **objects}, list_results(draft), given.get("get", {}), given.get("put", {}))


def _is_item(name: str, callers: list[CallModel]) -> bool:
    """Whether all who call give an item that Argo loops over."""
    return bool(callers) and all(_gives_item(call, name) for call in callers)


def _gives_item(call: CallModel, name: str) -> bool:
    written = call.arguments.get(name)
    found = references(written, lambda _: False) if isinstance(written, str) else ()
    source = call.references.get(found[0].text) if len(found) == 1 and found[0].tag == written else None
    return source is not None and source.parts[0] == "item"


def _list_files(given: Mapping[str, Any]) -> list[str]:
    if "path" not in given:
        return []
    return [given["path"], given.get("executed", _EXECUTED), *([given["kernel"]] if "kernel" in given else [])]


def _interpreter(given: Mapping[str, Any]) -> list[str]:
    written = given.get("interpreter", "python")
    return [written] if isinstance(written, str) else written


def build_python(draft: TemplateModel) -> Python | None:
    """What is called, if it is a function."""
    if draft.body != "python":
        return None
    given = spell_out_code(draft)
    return Python(given["function"], _list_given(draft), tuple(list_results(draft)), given.get("lenient"))


def build_notebook(draft: TemplateModel, write: Callable[[Any], Any]) -> Notebook | None:
    """What is run, if it is a notebook."""
    if draft.body != "notebook":
        return None
    given = write({"executed": _EXECUTED, **spell_out_code(draft)})
    names = (_list_given(draft), tuple(list_results(draft)))
    return Notebook(given["path"], given["executed"], given.get("kernel"), *names)


def _list_given(draft: TemplateModel) -> tuple[str, ...]:
    return (*list_arguments(draft), *draft.objects)
