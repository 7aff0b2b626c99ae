"""Check the location of the code of a step, and the names of its arguments and results."""

from __future__ import annotations

import keyword

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CodeModel, TemplateModel


def check_code(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report a function without a location, and names that are not valid in Python."""
    code = template.content
    if not isinstance(code, CodeModel):
        return
    if template.body == "python":
        _check_function(template, code, collector)
    elif code.objects:
        message = "missing key 'path': a notebook cannot take objects"
        path = (*template.path, "artifacts", "in", code.objects[0])
        collector.error("inapplicable-key", message, path, "add 'path', such as path: /tmp/data", key=True)
    _check_names(template, code, collector)


def _check_function(template: TemplateModel, code: CodeModel, collector: DiagnosticCollector) -> None:
    module, _, name = code.target.rpartition(":")
    sources = [key for key, given in (("file", code.file), ("code", code.code)) if given is not None]
    if len(sources) == 2:
        message = "a function cannot have both 'file' and 'code'"
        path = (*template.path, "python", sources[1])
        collector.error("conflicting-settings", message, path, "remove one of them", key=True)
    elif module and sources:
        message = f"unexpected module '{module}': the function is in '{sources[0]}'"
        collector.error("invalid-value", message, code.origin, f"did you mean '{name}'?")
    elif not module and not sources:
        message = f"function '{name}' has no module"
        collector.error("missing-key", message, code.origin, f"use MODULE:{name}, or add 'file' or 'code'")


def _check_names(template: TemplateModel, code: CodeModel, collector: DiagnosticCollector) -> None:
    given = {name: (*template.path, template.arguments_key, name) for name in code.arguments}
    given |= {name: (*template.path, "artifacts", "in", name) for name in code.objects}
    if template.body == "notebook":
        given |= {
            name: (*template.path, "artifacts", "out", name) if is_object else template.outputs[name].origin
            for name, is_object in code.results.items()
        }
    for name, path in given.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            message = f"invalid Python name '{name}'"
            collector.error(
                "invalid-name", message, path, "use letters, digits and underscores, and no keyword of Python", key=True
            )
