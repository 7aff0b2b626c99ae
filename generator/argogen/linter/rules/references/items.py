"""`{{item}}`, which there is only in the step or task that loops; Argo fills it in there, and nowhere else.

Argo's linter looks at `item.KEY` alone, and takes it if any loop before had an item with that key (validate.go).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.context import Call
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import CallSite, is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest


def check_items(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report `item` outside of a loop, and keys that not all items have."""
    holders = {id(caller.call.inline): caller for caller in subject.callers if caller.call.inline is not None}
    for text in subject.texts:
        for use in uses_in(text):
            if use.parts[0] == "item":
                loop = _find_loop(text, holders)
                yield from _refuse(use, text) if loop is None else _check_key(use, loop)


def _find_loop(text: TaggedText, holders: Mapping[int, CallSite]) -> Call | None:
    """Return the nearest loop around a text: of its call, or of the call with its inline template."""
    if text.call is not None and is_loop(text.call):
        return text.call
    caller = holders.get(id(text.template))
    while caller is not None and not is_loop(caller.call):
        caller = holders.get(id(caller.template))
    return None if caller is None else caller.call


def _refuse(use: VariableUse, text: TaggedText) -> Iterator[RuleDiagnostic]:
    is_alone = len(use.parts) == 1
    if is_alone and not use.in_expression and text.value[use.start - 1] != "{":
        return  # `{{ item }}`, with blanks: Argo leaves it to other programs, which write it so
    if text.role in (TextRole.TEMPLATE, TextRole.OUTPUT):
        message = "Argo shows no item to a template, only to the step or task that loops"
        hint = "pass it as an argument, and use that input here"
    else:
        message, hint = "there is no loop here, so there is no item", "loop with withItems, withParam or withSequence"
    severity = None if is_alone or use.in_expression else Severity.ERROR
    yield use.diagnose("item-without-loop", message, hint, severity)


def _check_key(use: VariableUse, call: Call) -> Iterator[RuleDiagnostic]:
    if len(use.parts) == 1 or "{{" in use.parts[1] or use.is_guarded:
        return
    key = use.parts[1]
    severity = Severity.WARNING if use.in_expression else None
    if call.with_sequence is not None:
        yield use.diagnose("unknown-key-of-item", f"a sequence gives numbers, which have no '{key}'", "", severity)
        return
    for number, item in enumerate(_items(call), 1):
        if isinstance(item, list):
            hint = "Argo has no way to take one of its values: loop over mappings"
            yield use.diagnose("unknown-key-of-item", f"item {number} is a list, which has no '{key}'", hint, severity)
            return
        if not isinstance(item, Mapping) or key not in item:
            known = tuple(map(str, item)) if isinstance(item, Mapping) else ()
            what = f"item {number} of this loop" if known else f"item {number} of this loop is no mapping and"
            hint = suggest(key, known, f"it has {', '.join(known)}" if known else "use {{item}}")
            yield use.diagnose("unknown-key-of-item", f"{what} has no '{key}'", hint, severity)
            return


def _items(call: Call) -> Sequence[Any]:
    """Return the items, as far as they are literals."""
    if call.with_param is None or "{{" in call.with_param:
        return call.with_items
    try:
        found = json.loads(call.with_param)
    except ValueError:
        return ()
    return found if isinstance(found, list) else ()
