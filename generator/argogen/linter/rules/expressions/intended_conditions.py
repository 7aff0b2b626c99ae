"""Find the condition that was meant by one with names of parameters, steps or tasks without braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.expressions.when.evaluation import evaluate_condition
from argogen.argo.expressions.when.parse import parse
from argogen.argo.variables import VariableScope, list_fields, list_names
from argogen.linter.model.nodes import CallSite, is_loop
from argogen.linter.model.subject import Subject

# A tag, a string or a name in a condition.
_PIECE = re.compile(
    r"\{\{.*?\}\}|'(?P<single>[^'\\]*)'|\"(?P<double>[^\"\\]*)\"|(?P<word>[A-Za-z_][-\w]*(?:\.[-\w]+)*)", re.DOTALL
)
_TAG = re.compile(r"\{\{([^{}=]*)\}\}")
_AFTER = re.compile(r"\s*(?:={1,3}|!={1,2}|[=!]~)\s*(['\"])")
_BEFORE = re.compile(r"(['\"])\s*(?:={1,3}|!={1,2}|[=!]~)\s*\Z")
# The maximum distance between an operand and the quote of the other one.
_NEAR = 20
# The maximum number of operators that are corrected, such as `and`.
_MOST_CORRECTIONS = 5
_CALLS = ("steps", "tasks")
_ROOTS = tuple(f"{prefix}." for prefix in _CALLS)
_DOTTED = ("outputs", "parameters")
_LITERALS = frozenset({"true", "false", "in", "IN"})
_CRON, _METRICS = list_fields(VariableScope.CRON), list_fields(VariableScope.METRICS)

Resolve = Callable[[str], str]
"""Returns the variable that a name means, or ""."""
WriteTag = Callable[[str], str]
"""Returns a tag of the Context as it is in the source."""


def find_intended_condition(when: str, caller: CallSite, subject: Subject) -> str:
    """Return a condition with braces around its references, or "" if all have braces."""
    names = _Names(caller, subject)
    return _complete(when, names.resolve_path, names.write_tag) or _complete(when, names.resolve_word, names.write_tag)


def find_intended_cron_condition(when: str) -> str:
    """Return the `when` of a CronWorkflow with braces around its variables, or "" if all have braces."""
    return _complete(when, _resolve_cron, bare_words=False)


def find_intended_metric_condition(when: str) -> str:
    """Return the `when` of a metric with braces around its variables, or "" if all have braces."""
    return _complete(when, _resolve_in_metric)


def _complete(when: str, resolve: Resolve, write_tag: WriteTag = str, *, bare_words: bool = True) -> str:
    """Return a condition with tags for the names that are resolved, if it is valid and depends on them."""
    found = "".join(_replace_names(when, resolve, write_tag))
    if found.count("{{") <= when.count("{{"):
        return ""
    for _ in range(_MOST_CORRECTIONS):
        try:
            decided = evaluate_condition(parse(found, bare_words=bare_words))
        except ExpressionSyntaxError as fault:
            if not fault.operator or fault.start >= fault.end:
                return ""
            found = found[: fault.start] + fault.operator + found[fault.end :]
        else:
            return found if decided is None else ""
    return ""


def _replace_names(when: str, resolve: Resolve, write_tag: WriteTag) -> Iterator[str]:
    end = 0
    for piece in _PIECE.finditer(when):
        yield when[end : piece.start()]
        end = piece.end()
        word = piece["word"] or ""
        quoted = piece["single"] or piece["double"] or ""
        name = resolve(word or quoted) if word or "." in quoted else ""
        quote = piece[0][0] if quoted else _find_quote(when, piece.start(), end)
        yield f"{quote}{{{{{name}}}}}{quote}" if name else _TAG.sub(lambda tag: write_tag(tag[0]), piece[0])
    yield when[end:]


def _find_quote(when: str, start: int, end: int) -> str:
    """Return the quote of the string that is compared with the name at `start`, or ""."""
    beside = _AFTER.match(when, end) or _BEFORE.search(when, max(0, start - _NEAR), start)
    return beside[1] if beside else ""


def _resolve_cron(name: str) -> str:
    root, _, field = name.partition(".")
    return name if field and field.split(".")[0] in _CRON.get(root, ()) else ""


def _resolve_in_metric(name: str) -> str:
    root, _, field = name.partition(".")
    fields = _METRICS.get(root)
    return name if fields is not None and bool(fields) == bool(field) else ""


class _Names:
    """The names that are available in the condition of a step or task."""

    def __init__(self, caller: CallSite, subject: Subject) -> None:
        self._caller = caller
        self._is_manifest = subject.is_manifest
        self._calls = subject.calls(caller.template)
        self._inputs = subject.index(caller.template).inputs
        self._parameters = subject.parameters
        self._names = (subject.index(caller.template).input_names, subject.parameter_names)
        self._items: Mapping[str, Sequence[str]] = subject.items_of(caller.call).values if is_loop(caller.call) else {}

    def resolve_path(self, name: str) -> str:
        """Return the variable for a dotted name, or ""."""
        root, *rest = name.split(".")
        if not rest:
            return ""
        if root in ("parameters", "inputs", "workflow"):
            return self._find_parameter([part for part in rest if part != "parameters"], name)
        if root == "item":
            return name if name in self._items else ""
        if root in _CALLS:
            root, *rest = rest
        return self._write_call(root, rest or ["result"])

    def resolve_word(self, name: str) -> str:
        """Return the variable for a name without a dot, or ""."""
        if "." in name or name in _LITERALS:
            return ""
        if name == "item" and is_loop(self._caller.call):
            return name
        return self._write_parameter(name) or self._write_call(name, ["result"])

    def write_tag(self, tag: str) -> str:
        """Return a tag; in a pipeline, a reference in it has the short form."""
        name = tag.strip("{} ")
        is_short = self._is_manifest or not name.startswith(("workflow.parameters.", "inputs.parameters.", *_ROOTS))
        short = "" if is_short else self.resolve_path(name.replace("workflow.parameters.", "parameters."))
        return f"{{{{{short}}}}}" if short else tag

    def _find_parameter(self, rest: Sequence[str], name: str) -> str:
        if name.startswith("workflow."):
            other = len(rest) == 1 and rest[0] in list_names("workflow")
            return name if other or (len(rest) == 1 and rest[0] in self._parameters) else ""
        return self._write_parameter(rest[0]) or self._write_parameter(self._find_nearest(rest[0])) if rest else ""

    def _find_nearest(self, name: str) -> str:
        return next((near for names in self._names if (near := names.find_nearest(name))), "")

    def _write_parameter(self, name: str) -> str:
        is_input = name in self._inputs
        if not is_input and name not in self._parameters:
            return ""
        if not self._is_manifest:
            return f"parameters.{name}"
        return f"inputs.parameters.{name}" if is_input else f"workflow.parameters.{name}"

    def _write_call(self, name: str, rest: Sequence[str]) -> str:
        """Return the variable for a value of a step or task, in the form of the document."""
        if name not in self._calls or name == self._caller.call.name:
            return ""
        short = [part for part in rest if part not in _DOTTED]
        if not self._is_manifest:
            return ".".join((name, *short))
        prefix = _CALLS[bool(self._caller.template.tasks)]
        if not short or short[0] in list_names(prefix, "*"):
            return ".".join((prefix, name, *short))
        kind = "outputs" if short[0] == "result" else "outputs.parameters"
        return ".".join((prefix, name, kind, *short))
