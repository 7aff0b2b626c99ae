"""Whether the code of a step can be found, and what goes in and out of it has names that Python can have."""

from __future__ import annotations

import keyword

from argogen.language.code.functions import (
    is_code,
    list_arguments,
    list_named_twice,
    list_results,
    name_sources,
    spell_out_code,
)
from argogen.language.code.glue import KEEP
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import TemplateModel


def check_code(draft: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report a function that cannot be found, and names that nothing in Python can have."""
    if not is_code(draft.body):
        return
    if draft.body == "python":
        _check_function(draft, collector)
    elif draft.objects:
        message = "a notebook takes no objects: its parameters are values"
        collector.error("does-not-fit", message, draft.path_of_input(draft.objects[0]), "give it a path", key=True)
    _check_names(draft, collector)
    for name in list_named_twice(draft):
        message = f"'{name}' is an output and an artifact with a path"
        hint = "take the path out, to have the returned object in it, or give one of them another name"
        collector.error("set-twice", message, (*draft.path_of_output_artifact(name), "path"), hint, key=True)


def _check_function(draft: TemplateModel, collector: DiagnosticCollector) -> None:
    given = spell_out_code(draft)
    module, _, name = given["function"].rpartition(":")
    sources = name_sources(given)
    path = (*draft.path, "python", *(["function"] if isinstance(draft.data["python"], dict) else []))
    if len(sources) == 2:
        message = "the function is in a file or in the code here, not in both"
        collector.error("set-twice", message, (*draft.path, "python", sources[1]), "keep one of them", key=True)
    elif module and sources:
        where = "a file" if sources == ["file"] else "the code here"
        collector.error("bad-value", f"a function of {where} goes by its name alone", path, f"did you mean '{name}'?")
    elif not module and not sources:
        message = f"it is not said where '{name}' is"
        collector.error("missing-key", message, path, f"write MODULE:{name}, or add file: or code:")


def _check_names(draft: TemplateModel, collector: DiagnosticCollector) -> None:
    given = {name: (*draft.path, *_where(draft), name) for name in list_arguments(draft)}
    given |= {name: draft.path_of_input(name) for name in draft.objects}
    if draft.body == "notebook":
        given |= {
            name: draft.path_of_output_artifact(name) if way == KEEP else draft.path_of_output(name)
            for name, way in list_results(draft).items()
        }
    for name, path in given.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            message = f"nothing in Python can be called '{name}'"
            collector.error("bad-name", message, path, "use letters, digits and underscores", key=True)


def _where(draft: TemplateModel) -> tuple[str]:
    return ("parameters",) if draft.component or not draft.path else ("with",)
