"""The catalogue of rules: of each its code, its name, and how bad it is to break it.

A diagnostic is known by its name. Those that are about what Argo, Kubernetes or other people would make of a pipeline
are rules: they have a number too, and can be selected, ignored and given another severity. What is wrong with a text or
its keys has a name alone, for there is nothing to choose. Each name has a page in the folder `pages`.

AG0 is about the rules themselves, AG1 references, AG2 expressions, AG3 values, AG4 volumes and artifacts, AG5 safety,
AG6 structure, AG7 hygiene, AG8 what goes into a manifest as it is, or not at all. A number stays with its rule for
ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

ERROR, WARNING, NOTE = "error", "warning", "note"


class Rule(NamedTuple):
    """A rule: its code, and its severity unless someone chooses another one.

    `on` is False for one that is only asked when it is selected. `in_render` is True for one that `render` asks, too:
    its breach makes a manifest that nobody can use, and is quickly seen. `stops` is True for one that is met on the way
    to the manifest, so that there is none without it: as an error it is always told.
    """

    code: str
    severity: str
    on: bool = True
    in_render: bool = False
    stops: bool = False


RULES: Mapping[str, Rule] = {
    "unknown-rule": Rule("AG001", ERROR),
    "unused-ignore": Rule("AG002", NOTE),
    # references
    "unknown-reference": Rule("AG101", ERROR, stops=True),
    "unknown-output": Rule("AG102", ERROR, stops=True),
    "unknown-parameter": Rule("AG103", ERROR, stops=True),
    "incomplete-reference": Rule("AG104", ERROR, stops=True),
    "wrong-kind": Rule("AG105", ERROR, stops=True),
    "not-yet-run": Rule("AG106", ERROR, stops=True),
    "self-reference": Rule("AG107", ERROR, stops=True),
    "missing-edge": Rule("AG108", ERROR, stops=True),
    "unknown-tag-name": Rule("AG109", ERROR, stops=True),
    "foreign-tag": Rule("AG110", WARNING, stops=True),
    "unclosed-tag": Rule("AG111", ERROR, stops=True),
    "tag-in-file": Rule("AG112", ERROR, stops=True),
    "unknown-key-of-item": Rule("AG113", ERROR, stops=True),
    "unknown-argument": Rule("AG114", ERROR, stops=True),
    "missing-argument": Rule("AG115", ERROR, stops=True),
    "unknown-component": Rule("AG116", ERROR, stops=True),
    "unknown-task": Rule("AG117", ERROR, stops=True),
    "unknown-result": Rule("AG118", ERROR, stops=True),
    "bad-items": Rule("AG119", ERROR, stops=True),
    "skipped-output": Rule("AG120", WARNING),
    "failed-output": Rule("AG121", WARNING),
    "list-as-one": Rule("AG122", WARNING),
    "unused-parameter": Rule("AG123", WARNING),
    "unknown-artifact": Rule("AG124", ERROR, stops=True),
    "item-without-loop": Rule("AG125", WARNING),
    "bare-source": Rule("AG126", NOTE),
    "unknown-root": Rule("AG127", WARNING),
    "unknown-template-ref": Rule("AG128", ERROR),
    # expressions
    "bad-expression": Rule("AG201", ERROR, stops=True),
    "unknown-function": Rule("AG202", ERROR),
    "wrong-arguments": Rule("AG203", ERROR),
    "mixed-kinds": Rule("AG204", ERROR),
    "unknown-name": Rule("AG205", ERROR),
    "no-condition": Rule("AG206", ERROR),
    "minus-in-name": Rule("AG207", WARNING, stops=True),
    "spaced-expression": Rule("AG208", WARNING, stops=True),
    "when-breaks": Rule("AG209", WARNING),
    "constant-condition": Rule("AG210", WARNING),
    "unquoted-tag": Rule("AG211", NOTE, on=False),
    "newer-function": Rule("AG212", ERROR),
    # values
    "bad-name": Rule("AG301", ERROR, in_render=True, stops=True),
    "bad-duration": Rule("AG302", ERROR),
    "bad-quantity": Rule("AG303", ERROR),
    "tiny-memory": Rule("AG304", WARNING),
    "bad-label": Rule("AG305", ERROR),
    "bad-variable": Rule("AG306", ERROR),
    "bad-image": Rule("AG307", ERROR),
    "bad-schedule": Rule("AG308", ERROR),
    "never-starts": Rule("AG309", WARNING),
    "clock-change": Rule("AG310", NOTE),
    "unknown-zone": Rule("AG311", ERROR),
    "bad-number": Rule("AG312", ERROR),
    "bad-format": Rule("AG313", ERROR),
    "long-text": Rule("AG314", ERROR),
    "bad-metric": Rule("AG315", ERROR),
    "bad-lock": Rule("AG316", ERROR),
    "bad-cache": Rule("AG317", ERROR),
    "bad-manifest": Rule("AG318", ERROR),
    "bad-patch": Rule("AG319", ERROR),
    "respelled-value": Rule("AG320", WARNING),
    "unknown-word": Rule("AG321", WARNING),
    # volumes and artifacts
    "undeclared-volume": Rule("AG401", ERROR, in_render=True),
    "volume-clash": Rule("AG402", ERROR),
    "unused-volume": Rule("AG403", WARNING),
    "two-locations": Rule("AG404", ERROR),
    "same-key": Rule("AG405", WARNING),
    "bad-volume": Rule("AG406", ERROR),
    # safety
    "injected-value": Rule("AG501", NOTE),
    "written-secret": Rule("AG502", WARNING),
    "floating-image": Rule("AG503", WARNING),
    "privileged": Rule("AG504", WARNING),
    "runs-as-root": Rule("AG505", WARNING),
    "host-path": Rule("AG506", WARNING),
    # structure
    "duplicate-name": Rule("AG601", ERROR, in_render=True, stops=True),
    "needs-cycle": Rule("AG602", ERROR, stops=True),
    "endless-recursion": Rule("AG603", WARNING, in_render=True),
    "no-image": Rule("AG604", ERROR, in_render=True),
    "unused-template": Rule("AG605", WARNING),
    "unreachable-task": Rule("AG606", WARNING),
    "unused-item": Rule("AG607", WARNING),
    "endless-retry": Rule("AG608", WARNING),
    "no-time": Rule("AG609", ERROR),
    "spot-without-retry": Rule("AG610", NOTE),
    "no-command": Rule("AG611", WARNING),
    "reserved-container": Rule("AG612", ERROR),
    "too-many": Rule("AG613", ERROR),
    "misplaced-field": Rule("AG614", ERROR),
    "bad-container-set": Rule("AG615", ERROR),
    "large-object": Rule("AG616", WARNING),
    "shadowed-name": Rule("AG617", WARNING),
    # hygiene
    "no-limits": Rule("AG701", NOTE, on=False),
    "no-deadline": Rule("AG702", NOTE, on=False),
    "no-pod-gc": Rule("AG703", NOTE, on=False),
    "no-ttl": Rule("AG704", NOTE, on=False),
    "lost-logs": Rule("AG705", NOTE, on=False),
    "default-account": Rule("AG706", NOTE, on=False),
    "may-be-root": Rule("AG707", NOTE, on=False),
    # what goes into a manifest as it is, or not at all
    "unknown-field": Rule("AG801", ERROR, stops=True),
    "not-in-version": Rule("AG802", ERROR, stops=True),
    "left-out": Rule("AG803", NOTE, stops=True),
    "without-effect": Rule("AG804", WARNING, stops=True),
    "unreachable-step": Rule("AG805", WARNING, stops=True),
    "unknown-secret": Rule("AG806", WARNING, stops=True),
    "set-twice": Rule("AG807", ERROR, stops=True),
    "lost-object": Rule("AG808", WARNING, stops=True),
    "unclear-object": Rule("AG809", WARNING, stops=True),
    "old-field": Rule("AG810", WARNING),
}


def code_of(name: str) -> str:
    """The number of a rule; of any other diagnostic the name, which is all that it has."""
    return RULES[name].code if name in RULES else name


def name_of(code_or_name: str) -> str:
    """The name of a rule by its code or name, "" if there is none."""
    if code_or_name in RULES:
        return code_or_name
    return next((name for name, rule in RULES.items() if rule.code == code_or_name.upper()), "")
