"""Fallbacks: the values in place of outputs of steps that may give none, such as a loop over an empty list.

A tag that reads an output of a skipped step is not resolved: up to Argo 3.7.15 and 4.0.6 the workflow waits forever, or
a task gets an empty string, even if the output declares a default (workflow/controller/steps.go and dag.go).
"""

from __future__ import annotations

from collections.abc import Iterable

from argogen.language.model.pipeline import ABSENT, CallModel, LoopModel, OutputModel, TemplateModel
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.late import compile_late
from argogen.records import TupleRecord
from argogen.yaml.scalars import to_string

EMPTY_LIST = "[]"

_ALL_OF = compile_late(r"\s*[-\w]+(?:\s*&&\s*[-\w]+)*\s*")
_SUCCESS = r"\s*[-\w]+(?:\.(?:Succeeded|AnySucceeded|Daemoned))?\s*"
_ALL_SUCCEEDED = compile_late(rf"{_SUCCESS}(?:&&{_SUCCESS})*")


class Fallback(TupleRecord):
    """The value that is read where a step gave no output.

    `is_loop` if the step is a loop, whose outputs are lists; then `has_default` if the output of a run declares a
    default, and `has_idle_runs` if runs may give no outputs, since they are skipped or fail.
    `is_in_output` if it is read in an output of a template, where the status of tasks is not needed.
    """

    value: str
    is_loop: bool = False
    has_default: bool = False
    has_idle_runs: bool = False
    is_in_output: bool = False

    @property
    def is_for_empty_list(self) -> bool:
        """Whether it is only used if the loop has no items."""
        return self.is_loop and not self.has_idle_runs


def find_fallback(
    target: CallModel,
    template: TemplateModel | None,
    parts: tuple[str, ...],
    name: str,
    reader: CallModel | None = None,
) -> Fallback | None:
    """Return the fallback of a value that a step gives; None if it always gives one, or if no default is declared.

    `parts` are those of the Argo tag after the name of the step, `name` is that of the value in the reference;
    `template` is the one that the step calls, if known, and `reader` is the step that uses the value.

    Raises UnresolvedReferenceError if the value may be missing, and its default is not known.
    """
    if parts[0] != "outputs" or parts[1] == "artifacts":
        return None
    is_idle_here = reader is not None and reader.depends is not None and not _ALL_SUCCEEDED.fullmatch(reader.depends)
    may_be_idle = is_idle_here or _may_be_skipped(target) or target.continue_on is not None
    if not may_be_idle and target.loop is None and (template is None or template.wrapped is None):
        return None
    default = None if template is None else _find_default(template, parts, name)
    if target.loop is not None:
        is_certain = not may_be_idle and _has_items(target.loop)
        has_default = default is not None and parts[1] != "result"
        return None if is_certain else Fallback(EMPTY_LIST, True, has_default, may_be_idle)
    if template is not None and template.wrapped is not None:
        # The wrapper of a limited loop succeeds even if iterations fail.
        default, may_be_idle = EMPTY_LIST, _may_be_skipped(target)
    if not may_be_idle or default is None:
        return None
    if "{{" in default:
        message = f"the default of '{target.name}.{name}' is not available here: it contains a tag (value: '{default}')"
        raise UnresolvedReferenceError("unsupported-reference", message, "use a default without tags")
    return Fallback(default)


def _may_be_skipped(call: CallModel) -> bool:
    """Return whether a step may be skipped, or a task be omitted although the tasks that it needs do not fail."""
    is_conditional = call.depends is not None and _ALL_OF.fullmatch(call.depends) is None
    return is_conditional or (call.when is not None and call.when is not True)


def _has_items(loop: LoopModel) -> bool:
    """Return whether a loop has at least one item whatever the values of its references are."""
    if loop.is_non_empty:
        return True
    if loop.sequence is not None:
        count = to_string(loop.sequence.get("count", 1))
        return count.isdecimal() and int(count) > 0
    return bool(loop.items) and not (isinstance(loop.items, str) and ("{{" in loop.items or loop.items.strip() == "[]"))


def _find_default(template: TemplateModel, parts: tuple[str, ...], name: str) -> str | None:
    """Return the declared default of an output parameter, or of an output that is the result."""
    outputs: Iterable[OutputModel | None] = (template.outputs.get(name if parts[1] == "result" else parts[-1]),)
    if parts[1] == "result" and name not in template.outputs:
        outputs = (output for output in template.outputs.values() if output.source == "result")
    declared = {to_string(output.default) for output in outputs if output and output.default is not ABSENT}
    return declared.pop() if len(declared) == 1 else None
