"""Scripts that stay in their own files, and Python's code.

Argo has no escape for `{{`, so a tag in them on which Argo would act is an error at its place there; all other braces
are the script's own and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import TemplateModel
from argogen.yaml.text import SourceText

# Argo's validator reads tags with these roots (workflow/common/common.go), and evaluates every `{{=`.
_ACTED_ON = re.compile(r"\{\{\s*(=|(?:item|steps|inputs|outputs|pod|workflow|tasks)\b)[^}]*(?:\}\})?")

_MESSAGE = "Argo would act on this tag: braces cannot be escaped in a script"


def embed_scripts(
    drafts: Iterable[TemplateModel], read_file: Callable[[str], SourceText], collector: DiagnosticCollector
) -> None:
    """Read the file of every script that names one, and take the code of every function that has some."""
    for draft in drafts:
        if names_file(draft):
            _embed(draft, read_file, collector)
        elif has_code(draft):
            _take_code(draft, collector)


def names_file(draft: TemplateModel) -> bool:
    """Whether the code of a step is in a file beside the pipeline."""
    written = draft.data.get(draft.body)
    return draft.body in ("script", "python") and isinstance(written, dict) and "file" in written


def has_code(draft: TemplateModel) -> bool:
    """Whether the module of a function is in the pipeline itself."""
    written = draft.data.get(draft.body)
    return draft.body == "python" and isinstance(written, dict) and "code" in written


def _take_code(draft: TemplateModel, collector: DiagnosticCollector) -> None:
    path = (*draft.path, "python", "code")
    draft.source = draft.data["python"]["code"]
    for tag in _ACTED_ON.finditer(draft.source or ""):
        place = collector.document.place_within(path, tag.start(), len(tag[0]))
        collector.add(Diagnostic("tag-in-file", _MESSAGE, place, "pass the value through with"))


def _embed(draft: TemplateModel, read_file: Callable[[str], SourceText], collector: DiagnosticCollector) -> None:
    given = draft.data[draft.body]
    path = (*draft.path, draft.body, "file")
    if "source" in given:
        collector.error("set-twice", "a script has a file or a source, not both", path, "keep one of them", key=True)
        return
    try:
        source = read_file(given["file"])
    except InvalidInputError as fault:
        for diagnostic in fault.diagnostics:
            hint = diagnostic.hint or "the path is relative to the pipeline's file"
            collector.error(diagnostic.code, f"{diagnostic.place.file}: {diagnostic.message}", path, hint)
        return
    for tag in _ACTED_ON.finditer(source.text):
        collector.add(_in_file(tag, source))
    draft.source = source.text


def _in_file(tag: re.Match[str], source: SourceText) -> Diagnostic:
    return Diagnostic("tag-in-file", _MESSAGE, source.place_at(tag.start(), len(tag[0])), "pass the value through env")
