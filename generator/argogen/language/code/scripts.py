"""Scripts that stay in their own files, and Python's code.

Argo has no escape for `{{`, so a tag in them on which Argo would act is an error at its place there; all other braces
are the script's own and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CodeModel, TemplateModel
from argogen.yaml.node_path import NodePath
from argogen.yaml.text import SourceText

# Argo's validator reads tags with these roots (workflow/common/common.go), and evaluates every `{{=`.
_ACTED_ON = re.compile(r"\{\{\s*(=|(?:item|steps|inputs|outputs|pod|workflow|tasks)\b)[^}]*(?:\}\})?")

_MESSAGE = "Argo would act on this tag: braces cannot be escaped in a script"


def read_sources(
    templates: Iterable[TemplateModel], read_file: Callable[[str], SourceText], collector: DiagnosticCollector
) -> dict[TemplateModel, str]:
    """Return the source of every script that is in a file, and of every function whose module is in a file or here."""
    sources: dict[TemplateModel, str] = {}
    for template in templates:
        if (name := find_file(template)) is not None:
            source = _read(template, name, read_file, collector)
        elif isinstance(template.content, CodeModel):
            source = _take_code(template.path, template.content, collector)
        else:
            continue
        if source is not None:
            sources[template] = source
    return sources


def find_file(template: TemplateModel) -> str | None:
    """Return the file beside the pipeline that holds the code of a step."""
    return template.content.file if isinstance(template.content, CodeModel) else template.file


def _take_code(path: NodePath, content: CodeModel, collector: DiagnosticCollector) -> str | None:
    for tag in _ACTED_ON.finditer(content.code or ""):
        place = collector.document.place_within((*path, "python", "code"), tag.start(), len(tag[0]))
        collector.add(Diagnostic("tag-in-file", _MESSAGE, place, "pass the value through with"))
    return content.code


def _read(
    template: TemplateModel, name: str, read_file: Callable[[str], SourceText], collector: DiagnosticCollector
) -> str | None:
    path = (*template.path, template.body, "file")
    if template.body == "script" and "source" in template.content:
        collector.error("set-twice", "a script has a file or a source, not both", path, "keep one of them", key=True)
        return None
    try:
        source = read_file(name)
    except InvalidInputError as fault:
        for diagnostic in fault.diagnostics:
            hint = diagnostic.hint or "the path is relative to the pipeline's file"
            collector.error(diagnostic.code, f"{diagnostic.place.file}: {diagnostic.message}", path, hint)
        return None
    for tag in _ACTED_ON.finditer(source.text):
        collector.add(_in_file(tag, source))
    return source.text


def _in_file(tag: re.Match[str], source: SourceText) -> Diagnostic:
    return Diagnostic("tag-in-file", _MESSAGE, source.place_at(tag.start(), len(tag[0])), "pass the value through env")
