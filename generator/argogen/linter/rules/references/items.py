"""Check uses of `{{item}}`, which Argo resolves only in the step or task with the loop.

The linter of Argo only checks `item.KEY`, and accepts it if any earlier loop has an item with that key (validate.go).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.argo.behavior import GUARDED_NAMES_PASS, MISSING_NAMES_FAIL
from argogen.diagnostics import Severity
from argogen.linter.model.flow.known_items import KnownItems, KnownLists
from argogen.linter.model.nodes import CallSite, is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, is_coalesced
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import list_first, suggest


def check_items(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report `item` outside of a loop, and keys that not all items have."""
    holders = {id(caller.call.inline): caller for caller in subject.callers if caller.call.inline is not None}
    for use in subject.uses:
        if use.parts[0] == "item":
            loop = _find_loop(use.text, holders)
            yield from _refuse(use, use.text, subject) if loop is None else _check_key(use, loop, subject)


def _find_unlike(key: str, loop: CallSite, subject: Subject) -> KnownItems | None:
    """Return a list that the loop is known to get, and that has an item without a key."""
    if "{{" not in (loop.call.with_param or ""):
        return None
    known = subject.derive(KnownLists).find(loop)
    return next((each for each in known if each.items.find_without(key) is not None), None)


def _find_loop(text: TaggedText, holders: Mapping[int, CallSite]) -> CallSite | None:
    """Return the nearest loop around a string: that of its call, or of the call with its inline template."""
    if text.call is not None and text.template is not None and is_loop(text.call):
        return CallSite(text.template, text.call)
    caller = holders.get(id(text.template))
    while caller is not None and not is_loop(caller.call):
        caller = holders.get(id(caller.template))
    return caller


def _refuse(use: VariableUse, text: TaggedText, subject: Subject) -> Iterator[RuleDiagnostic]:
    is_alone = len(use.parts) == 1
    if is_alone and not use.in_expression and text.value[use.start - 1] != "{":
        return  # Argo leaves `{{ item }}`, with spaces, unresolved: it may belong to another program
    if text.role in (TextRole.TEMPLATE, TextRole.OUTPUT):
        message = "'item' is not available in a template, only in the step or task with the loop"
        hint = "pass it as an argument, and use the input parameter here"
    else:
        message = "'item' is used outside of a loop"
        hint = subject.phrase("add a loop: 'for_each'", "add a loop: 'withItems', 'withParam' or 'withSequence'")
    severity = None if is_alone or use.in_expression else Severity.ERROR
    yield use.diagnose("item-without-loop", message, hint, severity)


def _is_handled(use: VariableUse, subject: Subject) -> bool:
    """Return whether the expression handles a missing key in all patch levels of the version."""
    if use.is_dug or not use.is_guarded:
        return use.is_dug
    is_allowed = not MISSING_NAMES_FAIL.may_hold_in(subject.version)
    return is_allowed or (GUARDED_NAMES_PASS.holds_in(subject.version) and is_coalesced(use))


def _check_key(use: VariableUse, site: CallSite, subject: Subject) -> Iterator[RuleDiagnostic]:
    call = site.call
    if len(use.parts) == 1 or "{{" in use.parts[1] or _is_handled(use, subject):
        return
    key = use.parts[1]
    severity = Severity.WARNING if use.in_expression else None
    if call.with_sequence is not None:
        message = f"items of a sequence are numbers and have no key '{key}'"
        yield use.diagnose("unknown-item-key", message, "use {{item}}", severity)
        return
    loop, source = subject.items_of(call), ""
    index = loop.find_without(key)
    if index is None:
        unlike = _find_unlike(key, site, subject)
        if unlike is None:
            return
        loop, source, index = unlike.items, f" (from {unlike.source})", unlike.items.find_without(key)
        severity = severity if unlike.is_certain else Severity.WARNING
        assert index is not None
    known = loop.names_in(index)
    if isinstance(loop.items[index], list):
        hint = "use mappings as items: Argo cannot access an element of a list"
        message = f"item {index + 1} is a list and has no key '{key}'{source}"
        yield use.diagnose("unknown-item-key", message, hint, severity)
        return
    listed = list_first(known)
    item = f"item {index + 1} of this loop" if listed else f"item {index + 1} of this loop is not a mapping and"
    hint = suggest(key, known, f"known keys: {listed}" if listed else "use {{item}}")
    if use.is_guarded and listed:
        hint = f"use sprig.dig('{key}', DEFAULT, item): Argo rejects an expression with a missing name"
    yield use.diagnose("unknown-item-key", f"{item} has no key '{key}'{source}", hint, severity)
