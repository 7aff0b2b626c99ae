"""Check variables of the workflow: failures, global outputs, labels and annotations."""

from __future__ import annotations

import collections
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from argogen.context import Call, Template
from argogen.linter.model.nodes import fields_of, mapping_in, mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.model.uses import VariableUse
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import NameIndex, suggest
from argogen.yaml.node_path import NodePath

METADATA = ("labels", "annotations")
SCHEDULED_TIME = "workflows.argoproj.io/scheduled-time"
"""The annotation that is the value of `workflow.scheduledTime`."""

# The metadata that a CronWorkflow gives to its workflows (workflow/common/convert.go).
_OF_CRON = {"labels": {"workflows.argoproj.io/cron-workflow": None}, "annotations": {SCHEDULED_TIME: None}}


def find_unknown_globals(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unknown global outputs, labels and annotations, and failures without an exit handler."""
    if subject.workflow.workflow_template_ref is not None:
        return
    uses = [use for use in subject.uses if use.parts[0] == "workflow" and len(use.parts) > 1]
    if not uses:
        return
    metadata = {word: NameIndex(list_metadata(subject, word)) for word in METADATA}
    given = _Given(_find_exported(subject), _has_exit(subject))
    for use in uses:
        word = use.parts[1]
        if word in metadata and len(use.parts) > 2:
            yield from _check_metadata(use, metadata[word])
        elif not subject.is_library:
            yield from _check(use, given, subject)


def _check_metadata(use: VariableUse, known: NameIndex) -> Iterator[RuleDiagnostic]:
    key = ".".join(use.parts[2:])
    if key != "json" and key not in known and "{{" not in key:
        word = use.parts[1].removesuffix("s")
        hint = suggest(key, known, f"add it to the {use.parts[1]} of the workflow")
        yield use.diagnose("unknown-tag-variable", f"unknown workflow {word} '{key}'", hint, use.severity)


def list_metadata(subject: Subject, word: str) -> Mapping[str, None]:
    """Return the keys of all labels or annotations that the workflow sets."""
    workflow = subject.workflow
    own = mapping_in(fields_of(workflow), "workflowMetadata")
    of_cron = workflow.cron.get("workflowMetadata") or {}
    sources = [getattr(workflow.metadata, word), own.get(word), of_cron.get(word)]
    sources += [own.get("labelsFrom")] if word == "labels" else []
    sources += [_OF_CRON[word]] if workflow.kind == "CronWorkflow" else []
    return dict.fromkeys(key for source in sources if source and isinstance(source, Mapping) for key in source)


class _Given(NamedTuple):
    """The names of global outputs, and whether the workflow has an exit handler.

    The names contain "" for a name with a template tag, and are None if other objects may export outputs.
    """

    exported: NameIndex | None
    has_exit: bool


def _has_exit(subject: Subject) -> bool:
    return subject.workflow.on_exit is not None or any(hook.name == "exit" for hook in subject.workflow.hooks)


def _check(use: VariableUse, given: _Given, subject: Subject) -> Iterator[RuleDiagnostic]:
    exported = given.exported
    if exported is None:
        return
    if use.parts[1] == "failures" and not given.has_exit:
        message = "'workflow.failures' requires an exit handler, and the workflow has no exit handler"
        hint = subject.suggest_field("on_exit: NAME", "onExit: NAME")
        yield use.diagnose("output-not-yet-available", message, hint, use.severity)
    elif use.parts[1] == "outputs" and len(use.parts) > 3 and use.parts[3] not in exported and "" not in exported:
        hint = suggest(use.parts[3], exported, _suggest_export(use.parts[3], subject))
        yield use.diagnose("unknown-output", f"unknown global output '{use.parts[3]}'", hint, use.severity)


def _suggest_export(name: str, subject: Subject) -> str:
    return f"{subject.suggest_field(f'global_name: {name}', f'globalName: {name}')} to an output of a template"


def _find_exported(subject: Subject) -> NameIndex | None:
    if subject.has_template_refs:
        return None
    return NameIndex(dict.fromkeys(sorted("" if "{{" in name else name for name in _list_exported(subject))))


def _list_exported(subject: Subject) -> Iterator[str]:
    for template in subject.all_templates:
        yield from (output.global_name for output in template.outputs if output.global_name)
        raw = mapping_in(template.raw, "outputs")
        listed = (*mappings_in(raw, "parameters"), *mappings_in(raw, "artifacts"))
        yield from (str(output["globalName"]) for output in listed if output.get("globalName"))
    for each in subject.objects.get("Artifact", ()):
        if each.value.get("globalName"):
            yield str(each.value["globalName"])


class _Export(NamedTuple):
    """An output with a global name: its template, its kind, and its place."""

    template: Template
    kind: str
    name: str
    origin: NodePath


def find_same_exports(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report global outputs with the same name, and those of which each run of a loop overwrites the previous one."""
    seen: dict[tuple[str, str], _Export] = {}
    looped = _find_looped(subject)
    runs: dict[int, int] = {}
    for export in _list_exports(subject):
        before = seen.get((export.kind, export.name))
        if id(export.template) not in runs:
            runs[id(export.template)] = _count_runs(export.template, subject)
        if not runs[id(export.template)]:
            continue  # another branch, or another workflow, may set the output
        if before is not None:
            owner = "another output" if before.template is export.template else f"the one of {_name(before)}"
            same = "" if before.template is export.template else " with the same name"
            message = f"global output '{export.name}' overwrites {owner}{same}"
            yield _on_name(export, message, "rename one of them")
        elif id(export.template) in looped:
            message = f"global output '{export.name}' is overwritten by each iteration of the loop"
            yield _on_name(export, message, "read the outputs of all iterations as a list, without a global name")
        elif runs[id(export.template)] > 1:
            message = f"global output '{export.name}' is set by several steps: the last one overwrites the others"
            yield _on_name(export, message, "read the outputs of the steps, without a global name")
        seen.setdefault((export.kind, export.name), export)


def _count_runs(template: Template, subject: Subject) -> int:
    """Return how many steps of one template run another in any case, 1 if the workflow itself runs it."""
    callers = subject.callers_of(template)
    if not callers:
        return int(not subject.is_library or template.name == subject.workflow.entrypoint)
    unconditional = collections.Counter(id(site.template) for site in callers if _has_no_condition(site.call))
    return max(unconditional.values(), default=0)


def _has_no_condition(call: Call) -> bool:
    return call.when is None and not (call.depends and "." in call.depends)


def _name(export: _Export) -> str:
    return f"'{export.template.name}'"


def _on_name(export: _Export, message: str, hint: str) -> RuleDiagnostic:
    return RuleDiagnostic("overwritten-output", message, export.origin, hint, "globalName", export.name)


def _list_exports(subject: Subject) -> Iterator[_Export]:
    for template in subject.all_templates:
        for output in template.outputs:
            if output.global_name and "{{" not in output.global_name:
                yield _Export(template, "parameter", output.global_name, output.origin)
        for artifact in template.output_artifacts:
            name = artifact.others.get("globalName")
            if isinstance(name, str) and "{{" not in name:
                yield _Export(template, "artifact", name, artifact.origin)


def _find_looped(subject: Subject) -> frozenset[int]:
    """Return the templates that a loop over several items calls, directly or through others."""
    return subject.find_reached(site.call for site in subject.callers if _repeats(site.call))


def _repeats(call: Call) -> bool:
    """Return whether a loop certainly or probably has several items."""
    return len(call.with_items) > 1 or call.with_param is not None or call.with_sequence is not None
