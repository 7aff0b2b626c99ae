"""Check that the iterations of a loop whose results are used print JSON, of which Argo builds a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from argogen.context import Call
from argogen.linter.model.containers import containers_of
from argogen.linter.model.nodes import CallSite, is_loop
from argogen.linter.model.programs.printed import Printed, find_printed
from argogen.linter.model.subject import Subject
from argogen.linter.model.uses import VariableUse
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.scalars import to_string

_PLAIN = re.compile(r"[\w .-]+")
_MOST_ITEMS = 100
_MOST_SHOWN = 60


def find_non_json_results(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report uses of the results of a loop whose iterations print no JSON: Argo cannot build their list."""
    found = {id(site.call): printed for site in subject.callers if (printed := _find_non_json(site, subject))}
    used = (_find_loop(use, subject) for use in (subject.uses if found else ()))
    for site in {id(site.call): site for site in used if site is not None and id(site.call) in found}.values():
        message = f"results of loop '{site.call.name}' are not JSON: its iterations print {_show(found[id(site.call)])}"
        hint = "print JSON, or write the value to a file, declare it in 'outputs' and use this output"
        called = subject.called(site.call)
        assert called is not None
        fields = next(iter(containers_of(called))).fields
        words = (fields.get("source"), *(fields.get("args") or ()), *reversed(fields.get("command") or ()))
        program = next(filter(None, words))
        yield RuleDiagnostic("non-json-result", message, called.origin, hint, text=program)


def _find_loop(use: VariableUse, subject: Subject) -> CallSite | None:
    """Return the call whose result is used."""
    if use.parts[0] not in ("steps", "tasks") or use.parts[2:4] != ("outputs", "result") or use.text.template is None:
        return None
    return subject.calls(use.text.template).get(use.parts[1])


def _show(printed: Printed) -> str:
    first, _, others = printed.text.strip().partition("\n")
    is_all = printed.is_whole and not others and len(first) <= _MOST_SHOWN
    return f"'{first}'" if is_all else f"'{first[:_MOST_SHOWN].strip()} …'"


def _find_non_json(site: CallSite, subject: Subject) -> Printed | None:
    """Return an output of an iteration that certainly is no JSON."""
    if not is_loop(site.call) or (called := subject.called(site.call)) is None or called.container is None:
        return None
    if called.python is not None or called.notebook is not None:
        return None
    fields = next(iter(containers_of(called))).fields
    outputs = (find_printed(fields, values) for values in _list_values(site.call))
    return next((each for each in outputs if each is not None and not each.may_be_json), None)


def _list_values(call: Call) -> Sequence[Mapping[str, str]]:
    """Return the values of the tags of inputs in each iteration, as far as they are plain strings."""
    names = [each.name for each in call.arguments if each.value == "{{item}}"]
    plain = (to_string(item) for item in call.with_items[:_MOST_ITEMS] if isinstance(item, (str, int)))
    items = [item for item in plain if _PLAIN.fullmatch(item)]
    tags = [f"{{{{inputs.parameters.{name}}}}}" for name in names]
    return [dict.fromkeys(tags, item) for item in items] or ({},)
