"""Variables of the workflow: failures, global outputs, labels and annotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.linter.model.nodes import fields_of, mapping_in, mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest

_METADATA = ("labels", "annotations")


def find_unknown_globals(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unknown global outputs, labels and annotations, and failures without an exit handler."""
    if subject.workflow.workflow_template_ref is not None:
        return
    metadata = {word: _list_metadata(subject, word) for word in _METADATA}
    exported = _find_exported(subject)
    for text in subject.texts:
        for use in uses_in(text):
            if use.parts[0] == "workflow" and len(use.parts) > 1:
                word = use.parts[1]
                if word in metadata and len(use.parts) > 2:
                    yield from _check_metadata(use, metadata[word])
                elif not subject.is_library:
                    yield from _check(use, subject, exported)


def _check_metadata(use: VariableUse, known: Mapping[str, None]) -> Iterator[RuleDiagnostic]:
    key = ".".join(use.parts[2:])
    if key != "json" and key not in known and "{{" not in key:
        word = use.parts[1].removesuffix("s")
        hint = suggest(key, known, f"set it in the {use.parts[1]} of the metadata")
        yield use.diagnose("unknown-tag-name", f"the workflow has no {word} '{key}'", hint, use.severity)


def _list_metadata(subject: Subject, word: str) -> Mapping[str, None]:
    """Return the keys of the workflow's labels or annotations from all fields that set some."""
    workflow = subject.workflow
    own = mapping_in(fields_of(workflow), "workflowMetadata")
    of_cron = workflow.cron.get("workflowMetadata") or {}
    sources = [getattr(workflow.metadata, word), own.get(word), of_cron.get(word)]
    sources += [own.get("labelsFrom")] if word == "labels" else []
    return dict.fromkeys(key for source in sources if isinstance(source, Mapping) for key in source)


def _check(use: VariableUse, subject: Subject, exported: frozenset[str] | None) -> Iterator[RuleDiagnostic]:
    if exported is None:
        return
    has_exit = subject.workflow.on_exit is not None or any(hook.name == "exit" for hook in subject.workflow.hooks)
    if use.parts[1] == "failures" and not has_exit:
        message = "the failures are there when the workflow has ended, and it has no exit handler"
        yield use.diagnose("not-yet-run", message, "add onExit", use.severity)
    elif use.parts[1] == "outputs" and len(use.parts) > 3 and use.parts[3] not in exported and "" not in exported:
        hint = suggest(use.parts[3], sorted(exported), "give an output of a template that globalName")
        yield use.diagnose("unknown-output", f"nothing is exported as '{use.parts[3]}'", hint, use.severity)


def _find_exported(subject: Subject) -> frozenset[str] | None:
    """Return the names of global outputs, "" for one with a tag in it; None if other objects may have some."""
    if subject.has_template_refs:
        return None
    return frozenset("" if "{{" in name else name for name in _list_exported(subject))


def _list_exported(subject: Subject) -> Iterator[str]:
    for template in subject.all_templates:
        yield from (output.global_name for output in template.outputs if output.global_name)
        raw = mapping_in(template.raw, "outputs")
        listed = (*mappings_in(raw, "parameters"), *mappings_in(raw, "artifacts"))
        yield from (str(output["globalName"]) for output in listed if output.get("globalName"))
    for each in subject.objects.get("Artifact", ()):
        if each.value.get("globalName"):
            yield str(each.value["globalName"])


def find_same_exports(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report global outputs of several templates with the same name."""
    seen: dict[str, str | None] = {}
    for template in subject.all_templates:
        for output in template.outputs:
            name = output.global_name
            if name and "{{" not in name:
                if name in seen and seen[name] != template.name:
                    message = f"'{seen[name]}' exports '{name}', too: the last one stays"
                    yield RuleDiagnostic("same-key", message, output.origin, "choose another name", "globalName", name)
                seen.setdefault(name, template.name)
