"""Does every tag of a manifest name something that is there? Argo finds out when the workflow runs, or never."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_TAG = re.compile(r"\{\{(=?)(.*?)\}\}", re.DOTALL)
_CHAIN = re.compile(r"(?<![\w.'])(?:steps|tasks|inputs|workflow|item)\b(?:\.\w+|\['[^']*'\])*")
_PART = re.compile(r"\.?(\w+)|\['([^']*)'\]")
_NEEDED = re.compile(r"[A-Za-z0-9][-A-Za-z0-9]*(?=\.[A-Z])|(?<![.\w-])[A-Za-z0-9][-A-Za-z0-9]*")
# What makes it needless that a caller gives an input.
_GIVES = {"default", "value", "valueFrom", "optional", "s3"}
Template = Mapping[str, Any]


@dataclass(frozen=True)
class Spot:
    """A call, or with None the template's own fields; `before` are the calls that have run by then."""

    call: Mapping[str, Any] | None
    before: frozenset[str]


def find_lost_tags(manifest: Mapping[str, Any]) -> list[str]:
    """What is wrong with the tags and the arguments of a manifest, in words."""
    spec = manifest["spec"].get("workflowSpec", manifest["spec"])
    return list(_Checker(spec).check())


class _Checker:
    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.arguments = {parameter["name"] for parameter in _list(spec, "arguments", "parameters")}
        self.templates: dict[str, Template] = {template["name"]: template for template in spec.get("templates", [])}
        self.called = [spec[key] for key in ("entrypoint", "onExit") if key in spec]

    def check(self) -> Iterator[str]:
        yield from (f"there is no template {name}" for name in self.called if name not in self.templates)
        for name, template in self.templates.items():
            yield from (f"{name}: {fault}" for fault in self.check_template(template))

    def check_template(self, template: Template) -> Iterator[str]:
        calls = {call["name"]: call for call in _calls(template)}
        for spot in _spots(template):
            for chain in _chains(
                {key: spot.call[key] for key in spot.call if key != "inline"}
                if spot.call
                else {key: template[key] for key in template if key not in ("steps", "dag")}
            ):
                if fault := self.find_fault(chain, template, calls, spot):
                    yield f"{'.'.join(chain)}: {fault}"
            if spot.call:
                yield from self.check_arguments(spot.call)

    def find_fault(self, chain: list[str], template: Template, calls: Mapping[str, Any], spot: Spot) -> str:
        root, *rest = chain
        if root == "inputs":
            return "" if rest[1:] and rest[1] in _inputs(template, rest[0]) else "there is no such input"
        if root == "workflow":
            return "" if rest[:1] != ["parameters"] or rest[1] in self.arguments else "there is no such argument"
        if root == "item":
            return "" if spot.call and spot.call.keys() & {"withItems", "withParam", "withSequence"} else "no loop"
        if root not in template and not (root == "tasks" and "dag" in template):
            return f"the template is not made of {root}"
        if rest[0] not in calls:
            return "there is no such call"
        if rest[0] not in spot.before:
            return "it has not run by then"
        return self.find_missing_output(calls[rest[0]], rest[1:])

    def find_missing_output(self, call: Mapping[str, Any], words: list[str]) -> str:
        target = self.target_of(call)
        if target is None or words[:1] != ["outputs"]:
            return ""
        if words[1] == "result":
            return "" if target.keys() & {"container", "script", "http"} else "it prints nothing"
        outputs = {each["name"] for each in _list(target, "outputs", words[1])}
        return "" if words[2] in outputs else "there is no such output"

    def check_arguments(self, call: Mapping[str, Any]) -> Iterator[str]:
        """The arguments of a call, and of its hooks, against the inputs of what is called."""
        for each in (call, *call.get("hooks", {}).values()):
            if "template" in each and each["template"] not in self.templates:
                yield f"{call['name']}: there is no template {each['template']}"
                continue
            target = self.target_of(each)
            for kind in ("parameters", "artifacts") if target is not None else ():
                inputs, given = _inputs(target or {}, kind), {it["name"] for it in _list(each, "arguments", kind)}
                yield from (f"{call['name']}: {name} is no input" for name in given - inputs.keys())
                required = {name for name, it in inputs.items() if not it.keys() & _GIVES}
                yield from (f"{call['name']}: {name} is not given" for name in required - given)
        if "inline" in call:
            yield from self.check_template(call["inline"])

    def target_of(self, call: Mapping[str, Any]) -> Template | None:
        return call.get("inline") or self.templates.get(call.get("template", ""))


def _list(node: Mapping[str, Any], key: str, kind: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = node.get(key, {}).get(kind, [])
    return found


def _inputs(template: Template, kind: str) -> dict[str, Mapping[str, Any]]:
    return {each["name"]: each for each in _list(template, "inputs", kind)}


def _calls(template: Template) -> Iterator[Mapping[str, Any]]:
    yield from template.get("dag", {}).get("tasks", [])
    for group in template.get("steps", []):
        yield from group


def _spots(template: Template) -> Iterator[Spot]:
    """Every call of a template with what runs before it, and at last the template itself, after all of them."""
    ran: set[str] = set()
    for group in template.get("steps", []):
        yield from (Spot(call, frozenset(ran | _own(call))) for call in group)
        ran |= {call["name"] for call in group}
    above: dict[str, set[str]] = {}
    tasks = {task["name"]: task for task in template.get("dag", {}).get("tasks", [])}
    for name, task in tasks.items():
        yield Spot(task, frozenset(_above(name, tasks, above) | _own(task)))
    yield Spot(None, frozenset(ran | tasks.keys()))


def _own(call: Mapping[str, Any]) -> set[str]:
    """A call with hooks may look at itself in them."""
    return {call["name"]} if "hooks" in call else set()


def _above(name: str, tasks: Mapping[str, Any], known: dict[str, set[str]]) -> set[str]:
    if name not in known:
        task = tasks[name]
        needs = [*task.get("dependencies", []), *_NEEDED.findall(task.get("depends", ""))]
        known[name] = set(needs).union(*(_above(need, tasks, known) for need in needs))
    return known[name]


def _chains(value: Any) -> Iterator[list[str]]:
    """The names in all tags, and in the expressions without braces."""
    for key, text in _texts(value):
        tags = _TAG.findall(text)
        yield from (body.strip().split(".") for is_expression, body in tags if not is_expression)
        expressions = [body for is_expression, body in tags if is_expression]
        for expression in [*expressions, text] if key == "expression" else expressions:
            for chain in _CHAIN.findall(expression):
                yield [first or second for first, second in _PART.findall(chain)]


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the key under which it stands."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for inner, item in value.items():
            yield from _texts(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
