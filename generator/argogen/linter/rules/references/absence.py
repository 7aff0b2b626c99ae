"""What an output of a skipped step is, by version of Argo."""

from __future__ import annotations

from argogen.argo.behavior import (
    EMPTY_TASK_OUTPUTS,
    MISSING_OUTPUTS_WAIT,
    SKIPPED_OUTPUTS_DEFAULT,
    BehaviorChange,
)
from argogen.argo.versions import ArgoVersion
from argogen.context import Output, Template
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse


def find_declared(use: VariableUse, template: Template | None, subject: Subject) -> Output | None:
    """Return the output parameter of the called template that is used, if it has a default."""
    if template is None or use.parts[3] != "parameters":
        return None
    output = subject.index(template).outputs.get(use.parts[-1])
    return output if output is not None and output.default is not None else None


def passes_default(text: TaggedText, subject: Subject) -> bool:
    """Return whether an output of steps or tasks that passes on the reference has a default, which always applies."""
    is_output = text.role is TextRole.OUTPUT
    return is_output and text.template is not None and text.value in subject.index(text.template).defaulted


def has_default(use: VariableUse, declared: Output | None, subject: Subject) -> bool:
    """Return whether a default applies if the step is skipped: of the output, or of the input that it is passed to."""
    if not SKIPPED_OUTPUTS_DEFAULT.holds_in(subject.version):
        return False
    return declared is not None or (
        use.parts[3] == "parameters" and _is_only_tag(use) and _has_input_default(use.text, subject)
    )


def _is_only_tag(use: VariableUse) -> bool:
    """Return whether the string is a plain tag of the variable and nothing else."""
    text = use.text.value
    return not use.in_expression and text[: use.start].strip() == "{{" and text[use.end :].strip() == "}}"


def _has_input_default(text: TaggedText, subject: Subject) -> bool:
    """Return whether the inputs that get nothing but the reference have defaults."""
    template = None if text.call is None else subject.called(text.call)
    if template is None or text.call is None:
        return False
    inputs = subject.index(template).inputs
    named = [inputs.get(it.name) for it in text.call.arguments if it.value == text.value and it.origin == text.origin]
    return bool(named) and all(it is not None and it.default is not None for it in named)


def is_handled(use: VariableUse, version: ArgoVersion) -> bool:
    """Return whether an expression handles a missing output: `sprig.dig` in all versions, other syntax in some."""
    if use.is_dug or not use.is_guarded:
        return use.is_dug
    return SKIPPED_OUTPUTS_DEFAULT.holds_in(version) or not MISSING_OUTPUTS_WAIT.may_hold_in(version)


def explain(use: VariableUse, declared: Output | None, version: ArgoVersion) -> str:
    """Return what follows if the step is skipped, for the end of a message; "" if there is no such consequence."""
    if declared is not None:
        return f"; its default applies only since Argo {_find_first(SKIPPED_OUTPUTS_DEFAULT, version)}"
    effect = "" if use.text.call is None else _find_effect(use, version)
    return effect and f"; {effect}{name_version(version)}"


def name_version(version: ArgoVersion) -> str:
    """Return the version for the end of a message, which names patch levels itself if they differ."""
    return "" if _has_different_patches(version) else f" (version: {version})"


def _has_different_patches(version: ArgoVersion) -> bool:
    return MISSING_OUTPUTS_WAIT.may_hold_in(version) and not MISSING_OUTPUTS_WAIT.holds_in(version)


def _find_effect(use: VariableUse, version: ArgoVersion) -> str:
    if use.parts[3] == "parameters" and SKIPPED_OUTPUTS_DEFAULT.may_hold_in(version):
        is_task = use.parts[0] == "tasks"
        return "this step fails" if SKIPPED_OUTPUTS_DEFAULT.holds_in(version) else _describe_wait(version, is_task)
    if use.parts[3] == "parameters" and use.parts[0] == "tasks" and EMPTY_TASK_OUTPUTS.may_hold_in(version):
        return "it is an empty string" if EMPTY_TASK_OUTPUTS.holds_in(version) else ""
    return "" if use.parts[3] == "artifacts" else explain_missing(version)


def explain_missing(version: ArgoVersion) -> str:
    """Return what happens to a step that uses an output that does not exist."""
    if MISSING_OUTPUTS_WAIT.holds_in(version):
        return "the workflow waits forever"
    if MISSING_OUTPUTS_WAIT.may_hold_in(version):
        return f"from Argo {_find_first(MISSING_OUTPUTS_WAIT, version)} on, the workflow waits forever"
    return "the tag is not replaced"


def _describe_wait(version: ArgoVersion, is_task: bool) -> str:
    """Return the patch levels of a minor version that wait for an output parameter."""
    first, empty, fixed = (
        _find_first(change, version) for change in (MISSING_OUTPUTS_WAIT, EMPTY_TASK_OUTPUTS, SKIPPED_OUTPUTS_DEFAULT)
    )
    waits = f"from Argo {first} to {_find_previous(empty if is_task else fixed)}, the workflow waits forever"
    return waits + (f", and to {_find_previous(fixed)}, it is an empty string" if is_task else "")


def _find_previous(version: str) -> str:
    minor, _, patch = version.rpartition(".")
    return f"{minor}.{int(patch) - 1}"


def _find_first(change: BehaviorChange, version: ArgoVersion) -> str:
    """Return the first patch level of a minor version with a change."""
    return next((each for each in change.since if each.startswith(f"{version.minor}.")), change.since[0])
