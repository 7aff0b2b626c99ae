"""Read scripts and Python code from files.

Argo has no escape for `{{`, so a tag in them that Argo would replace is an error. Other braces are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CodeModel, TemplateModel
from argogen.records import Record
from argogen.yaml.node_path import NodePath
from argogen.yaml.text import SourceText

# Argo's validator reads tags with these prefixes (workflow/common/common.go), and evaluates every `{{=`.
_REPLACED = r"\{\{\s*(=|(?:item|steps|inputs|outputs|pod|workflow|tasks)\b)[^{}]*(?:\}\})?"

_MESSAGE = "Argo replaces this tag in the script: tags cannot be escaped"


class ScriptSource(Record):
    """The source of a script or of a module; `place` takes the index of a character and a width."""

    text: str
    place: Callable[[int, int], Place]


def read_sources(
    templates: Iterable[TemplateModel], read_file: Callable[[str], SourceText], collector: DiagnosticCollector
) -> dict[TemplateModel, ScriptSource]:
    """Return the source of each script in a file, and of each function with `file` or `code`."""
    sources: dict[TemplateModel, ScriptSource] = {}
    for template in templates:
        if (name := find_file(template)) is not None:
            source = _read(template, name, read_file, collector)
        elif isinstance(template.content, CodeModel):
            source = _check_code(template.path, template.content, collector)
        else:
            continue
        if source is not None:
            sources[template] = source
    return sources


def find_file(template: TemplateModel) -> str | None:
    """Return the file with the code of a step, relative to the pipeline."""
    return template.content.file if isinstance(template.content, CodeModel) else template.file


def _check_code(path: NodePath, content: CodeModel, collector: DiagnosticCollector) -> ScriptSource | None:
    for tag in re.finditer(_REPLACED, content.code or ""):
        place = collector.document.place_within((*path, "python", "code"), tag.start(), len(tag[0]))
        collector.add(Diagnostic("template-tag-in-file", _MESSAGE, place, "pass the value through 'with'"))
    if content.code is None:
        return None
    return ScriptSource(content.code, partial(collector.document.place_within, (*path, "python", "code")))


def _read(
    template: TemplateModel, name: str, read_file: Callable[[str], SourceText], collector: DiagnosticCollector
) -> ScriptSource | None:
    path = (*template.path, template.body, "file")
    if template.body == "script" and "source" in template.content:
        message = "a script cannot have both 'file' and 'source'"
        collector.error("conflicting-settings", message, path, "remove one of them", key=True)
        return None
    try:
        source = read_file(name)
    except InvalidInputError as fault:
        for diagnostic in fault.diagnostics:
            hint = diagnostic.hint or "use a path relative to the pipeline file"
            collector.error(diagnostic.code, f"{diagnostic.place.file}: {diagnostic.message}", path, hint)
        return None
    for tag in re.finditer(_REPLACED, source.text):
        collector.add(_in_file(tag, source))
    return ScriptSource(source.text, source.place_at)


def _in_file(tag: re.Match[str], source: SourceText) -> Diagnostic:
    return Diagnostic(
        "template-tag-in-file", _MESSAGE, source.place_at(tag.start(), len(tag[0])), "pass the value through 'env'"
    )
