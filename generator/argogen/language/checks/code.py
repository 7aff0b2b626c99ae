"""Whether the code of a step can be found, and what goes in and out of it has names that Python can have."""

from __future__ import annotations

import keyword

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CodeModel, TemplateModel


def check_code(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report a function that cannot be found, and names that nothing in Python can have."""
    code = template.content
    if not isinstance(code, CodeModel):
        return
    if template.body == "python":
        _check_function(template, code, collector)
    elif code.objects:
        message = "a notebook takes no objects: its parameters are values"
        path = (*template.path, "artifacts", "in", code.objects[0])
        collector.error("does-not-fit", message, path, "give it a path", key=True)
    _check_names(template, code, collector)


def _check_function(template: TemplateModel, code: CodeModel, collector: DiagnosticCollector) -> None:
    module, _, name = code.target.rpartition(":")
    sources = [key for key, given in (("file", code.file), ("code", code.code)) if given is not None]
    if len(sources) == 2:
        message = "the function is in a file or in the code here, not in both"
        path = (*template.path, "python", sources[1])
        collector.error("set-twice", message, path, "keep one of them", key=True)
    elif module and sources:
        where = "a file" if sources == ["file"] else "the code here"
        message = f"a function of {where} goes by its name alone"
        collector.error("bad-value", message, code.origin, f"did you mean '{name}'?")
    elif not module and not sources:
        message = f"it is not said where '{name}' is"
        collector.error("missing-key", message, code.origin, f"write MODULE:{name}, or add file: or code:")


def _check_names(template: TemplateModel, code: CodeModel, collector: DiagnosticCollector) -> None:
    key = "parameters" if template.is_component or not template.path else "with"
    given = {name: (*template.path, key, name) for name in code.arguments}
    given |= {name: (*template.path, "artifacts", "in", name) for name in code.objects}
    if template.body == "notebook":
        given |= {
            name: (*template.path, "artifacts", "out", name) if is_object else template.outputs[name].origin
            for name, is_object in code.results.items()
        }
    for name, path in given.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            message = f"nothing in Python can be called '{name}'"
            collector.error("bad-name", message, path, "use letters, digits and underscores", key=True)
