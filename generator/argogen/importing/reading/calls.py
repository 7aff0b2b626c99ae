"""Translate steps, tasks and hooks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue
from argogen.importing.reading.arguments import Keys, read_arguments
from argogen.importing.reading.nodes import ManifestNode, by_name, items_at

# Translates a template to a component.
ReadTemplate = Callable[[ManifestNode], Keys]

_LOOPS = ("withItems", "withParam", "withSequence")
_OTHERS = {"when": "when", "continueOn": "continue_on"}
_KNOWN = frozenset(
    {
        "name", "template", "templateRef", "inline", "arguments", "hooks", "onExit", "dependencies", "depends",
        *_LOOPS, *_OTHERS,
    }
)  # fmt: skip


class CallReader:
    """Translates the calls of templates; `read_template` translates inline templates.

    Inline templates become components, too: `held`, with names that are not `taken`.
    """

    def __init__(self, read_template: ReadTemplate, collector: TranslationCollector) -> None:
        self._read_template = read_template
        self._collector = collector
        self.taken: set[str] = set()
        self._numbers: dict[str, Iterator[int]] = {}
        self.held: dict[str, LocatedValue] = {}

    def read_steps(self, template: ManifestNode) -> LocatedValue:
        """Return the groups of `steps`, as lists."""
        groups = items_at(template, "steps")
        # Argo accepts and skips empty groups.
        filled = (group for group in groups if group.value)
        written = [LocatedValue(group.origin, [self._read_step(step) for step in group.items()]) for group in filled]
        return LocatedValue(template.origin.at("steps"), written)

    def read_tasks(self, template: ManifestNode) -> Keys:
        """Return the tasks of `dag` by name, and its other fields."""
        tasks = by_name(items_at(template, "dag", "tasks"), "task", self._collector)
        written = {name: LocatedValue(node.origin, self._read_task(node)) for name, node in tasks.items()}
        target, fail_fast = template.at("dag", "target"), template.at("dag", "failFast")
        found: Keys = {"tasks": LocatedValue(template.origin.at("dag", "tasks"), written)}
        found |= {"target": target.located} if target is not None else {}
        return found | ({"fail_fast": fail_fast.located} if fail_fast is not None else {})

    def _read_step(self, step: ManifestNode) -> LocatedValue:
        name = step.at("name")
        named = {"name": name.located} if name is not None else {}
        return LocatedValue(step.origin, {**named, **self._read_call(step)})

    def _read_task(self, task: ManifestNode) -> Keys:
        needs = task.at("dependencies") or task.at("depends")
        # For Argo, an empty string is no dependency.
        needed = {} if needs is None or needs.value == "" else {"needs": needs.located}
        return {**needed, **self._read_call(task)}

    def _read_call(self, call: ManifestNode) -> Keys:
        given = call.value
        found = {
            key: call.locate(given[field], field) for field, key in _OTHERS.items() if given.get(field) is not None
        }
        found |= self._read_loop(call) | self._read_target(call) | read_arguments(call, self._collector)
        found |= self._read_hooks(call)
        raw = call.locate_without(*_KNOWN)
        return found | ({"argo": raw} if raw else {})

    def _read_loop(self, call: ManifestNode) -> Keys:
        given = (field for field in _LOOPS if field in call.value)
        loops = [node for field in given if (node := call.at(field)) is not None and node.value != []]
        if len(loops) > 1:
            message = f"multiple loops: '{loops[0].origin.path[-1]}' and '{loops[1].origin.path[-1]}'"
            self._collector.error(loops[1].origin, "multiple-loops", message, "keep one of them", key=True)
        if not loops:
            return {}
        loop = loops[0]
        is_sequence = call.at("withSequence") == loop
        return {"for_each": LocatedValue(loop.origin, {"sequence": loop.located} if is_sequence else loop.value)}

    def _read_target(self, call: ManifestNode) -> Keys:
        inline, target = call.at("inline"), call.at("templateRef") or call.at("template")
        if inline is not None:
            name = inline.at("name")
            named = {"template": name.located} if name is not None else {}
            return {"use": self._hold(inline, call.value.get("name")), "inline": True, **named}
        return {"use": target.located} if target is not None else {}

    def _hold(self, inline: ManifestNode, call: Any) -> str:
        wanted = f"{call}-inline"
        numbers = self._numbers.setdefault(wanted, itertools.count(2))
        numbered = (f"{wanted}-{number}" for number in numbers)
        name = wanted if wanted not in self.taken else next(name for name in numbered if name not in self.taken)
        self.taken.add(name)
        self.held[name] = LocatedValue(inline.origin, self._read_template(inline))
        return name

    def _read_hooks(self, call: ManifestNode) -> Keys:
        return read_hooks(call, self._collector) | read_exit(call)


def read_exit(owner: ManifestNode) -> Keys:
    """Translate `onExit` to an exit handler."""
    on_exit = owner.at("onExit")
    return {} if on_exit is None else {"on_exit": LocatedValue(on_exit.origin, {"use": on_exit.located})}


def read_hooks(owner: ManifestNode, collector: TranslationCollector) -> Keys:
    """Translate the hooks of a workflow, a step or a task."""
    hooks = owner.at("hooks")
    if hooks is None:
        return {}
    return {"hooks": LocatedValue(hooks.origin, {name: _read_hook(node, collector) for name, node in hooks.fields()})}


def _read_hook(hook: ManifestNode, collector: TranslationCollector) -> LocatedValue:
    expression, target = hook.at("expression"), hook.at("templateRef") or hook.at("template")
    found: dict[str, Any] = {"expression": expression.located} if expression is not None else {}
    found |= {"use": target.located} if target is not None else {}
    return LocatedValue(hook.origin, found | read_arguments(hook, collector))
