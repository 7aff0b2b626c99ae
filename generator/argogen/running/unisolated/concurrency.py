"""The steps of a workflow that may run at the same time, as far as that is known before it runs.

Conditions are not evaluated: two steps of which only one will run count as both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from argogen.records import Record, TupleRecord
from argogen.runner.frames.dags.plan import Plan
from argogen.running.calls import Calls
from argogen.testing.structure.graph import Call, Key
from argogen.testing.structure.step_paths import ON_EXIT

Data = Mapping[str, Any]
Partners = Mapping[Key, Mapping[Key, Any]]
"""The templates that must not run at the same time as a template."""
_LOOPS = ("withItems", "withParam", "withSequence")


class Leaf(TupleRecord):
    """A template with a pod, and the mutexes that are held while it runs below a step."""

    key: Key
    mutexes: frozenset[str]


class Pair(Record):
    """Two sets of templates that may run at the same time, and why."""

    first: frozenset[Leaf]
    second: frozenset[Leaf]
    reason: str


class _Child(Record):
    """A step or task: the templates that it and its handlers run; its group, and whether it is a daemon."""

    name: str
    own: frozenset[Leaf]
    handlers: frozenset[Leaf]
    group: int = 0
    is_daemon: bool = False
    has_items: bool = False

    @cached_property
    def all(self) -> frozenset[Leaf]:
        """All that it runs."""
        return self.own | self.handlers


class Concurrency:
    """Finds what may run at the same time. With `is_serial`, only one pod runs at once, apart from daemons."""

    def __init__(self, calls: Calls, *, is_serial: bool = False) -> None:
        self._calls = calls
        self._is_serial = is_serial or calls.spec.get("parallelism") == 1
        self._known: dict[Key, frozenset[Leaf]] = {}

    def list_pairs(self, partners: Partners) -> Iterator[Pair]:
        """Yield the pairs of steps of which one runs a template, and the other one a partner of it."""
        for key in self._calls.reachable:
            children = [each for each in self._list_children(key) if any(leaf.key in partners for leaf in each.all)]
            yield from self._compare(key, children, partners)
            if not self._is_serial:
                yield from self._list_handlers(key, partners)
        if not self._is_serial:
            graph = self._calls.graph
            yield from self._compare_hooks(graph.handlers, self.find_leaves(graph.entrypoint), "the workflow")

    def find_leaves(self, key: Key | None) -> frozenset[Leaf]:
        """Return the templates with pods that a template runs, directly or not."""
        if key is None:
            return frozenset()
        if key not in self._known:
            self._known[key] = frozenset(self._search(key))
        return self._known[key]

    def _search(self, start: Key) -> Iterator[Leaf]:
        waiting, seen = [(start, frozenset[str]())], set[tuple[Key, frozenset[str]]]()
        while waiting:
            key, held = waiting.pop()
            if key not in self._calls.reachable:
                continue
            held |= _list_mutexes(self._define(key))
            if (key, held) in seen:
                continue
            seen.add((key, held))
            called = list(self._calls.graph.templates[key].calls.values())
            if not called:
                yield Leaf(key, held)
            for call in called:
                targets = [call.target, *(each.target for each in call.handlers.values())]
                waiting += [(target, held) for target in targets if target is not None]

    def _define(self, key: Key) -> Data:
        return {**(self._calls.spec.get("templateDefaults") or {}), **self._calls.reachable.get(key, {})}

    def _list_children(self, key: Key) -> Iterator[_Child]:
        template = self._calls.reachable[key]
        calls = self._calls.graph.templates[key].calls
        groups = [*(template.get("steps") or ()), (template.get("dag") or {}).get("tasks") or ()]
        for number, group in enumerate(groups):
            for step in group:
                call = calls.get(str(step.get("name") or ""))
                if call is not None:
                    yield self._build_child(call, step, number)

    def _build_child(self, call: Call, step: Data, group: int) -> _Child:
        handlers = frozenset[Leaf]().union(*(self.find_leaves(each.target) for each in call.handlers.values()))
        is_daemon = call.target is not None and bool(self._define(call.target).get("daemon"))
        return _Child(call.name, self.find_leaves(call.target), handlers, group, is_daemon, _has_items(step))

    def _compare(self, key: Key, children: Sequence[_Child], partners: Partners) -> Iterator[Pair]:
        template = self._define(key)
        tasks = (template.get("dag") or {}).get("tasks")
        plan = Plan(tasks, str((template.get("dag") or {}).get("target") or "")) if tasks else None
        is_limited = template.get("parallelism") == 1
        owners: dict[Key, set[int]] = {}
        for number, child in enumerate(children):
            for leaf in child.all:
                owners.setdefault(leaf.key, set()).add(number)
        for number, first in enumerate(children):
            if first.has_items and (first.is_daemon or not self._is_serial):
                yield from _pair(first, first, f"items of '{first.name}' run at the same time", is_limited)
            for other in sorted(_list_partners(first, owners, partners)):
                if other > number:
                    yield from self._compare_two(first, children[other], plan, is_limited=is_limited)

    def _compare_two(self, first: _Child, second: _Child, plan: Plan | None, *, is_limited: bool) -> Iterator[Pair]:
        order = _compare_order(first, second, plan)
        earlier, later = (second, first) if order > 0 else (first, second)
        daemon = next((each for each in (earlier, *((later,) if not order else ())) if each.is_daemon), None)
        if daemon is not None:
            other = later if daemon is earlier else earlier
            yield Pair(daemon.own, other.all, f"daemon '{daemon.name}' runs while '{other.name}' does")
        if not order and not self._is_serial:
            yield from _pair(first, second, f"'{first.name}' and '{second.name}' run at the same time", is_limited)

    def _list_handlers(self, key: Key, partners: Partners) -> Iterator[Pair]:
        for call in self._calls.graph.templates[key].calls.values():
            own = self.find_leaves(call.target)
            if call.handlers and any(leaf.key in partners for leaf in own):
                yield from self._compare_hooks(call.handlers, own, f"'{call.name}'")
            elif len(call.handlers) > 1:
                yield from self._compare_hooks(call.handlers, frozenset(), f"'{call.name}'")

    def _compare_hooks(self, handlers: Mapping[str, Call], own: frozenset[Leaf], owner: str) -> Iterator[Pair]:
        """Yield what hooks may run at the same time: their owner, unless it has ended, and one another."""
        found = [(name, self.find_leaves(call.target)) for name, call in handlers.items()]
        for number, (name, leaves) in enumerate(found):
            if name != ON_EXIT:
                yield Pair(own, leaves, f"hook '{name}' of {owner} runs while it does")
            for other, others in found[number + 1 :]:
                yield Pair(leaves, others, f"hooks '{name}' and '{other}' of {owner} run at the same time")


def _list_partners(child: _Child, owners: Mapping[Key, set[int]], partners: Partners) -> set[int]:
    """Return the numbers of the steps that run a partner of a template that a step runs."""
    found: set[int] = set()
    for leaf in child.all:
        for key in partners.get(leaf.key, ()):
            found |= owners.get(key, set())
    return found


def _list_mutexes(template: Data) -> frozenset[str]:
    locks = template.get("synchronization") or {}
    given = [*([locks["mutex"]] if locks.get("mutex") else ()), *(locks.get("mutexes") or ())]
    names = (f"{each.get('namespace') or ''}/{each.get('name') or ''}" for each in given)
    return frozenset(name for name in names if "{{" not in name)


def _has_items(step: Data) -> bool:
    """Return whether a step may have several items."""
    items, sequence = step.get("withItems"), step.get("withSequence") or {}
    if isinstance(items, Sequence) and not isinstance(items, str) and len(items) < 2:
        return False
    return str(sequence.get("count")) not in ("0", "1") and any(step.get(field) for field in _LOOPS)


def _compare_order(first: _Child, second: _Child, plan: Plan | None) -> int:
    """Return -1 if the first one ends before the second one starts, 1 if the second one does, 0 for neither."""
    if plan is None:
        return (first.group > second.group) - (first.group < second.group)
    if second.name in plan.order and plan.is_before(first.name, second.name):
        return -1
    return int(first.name in plan.order and plan.is_before(second.name, first.name))


def _pair(first: _Child, second: _Child, reason: str, is_limited: bool) -> Iterable[Pair]:
    """Return the pairs of two steps at the same time; a limit of one step does not hold back handlers."""
    if not is_limited:
        return [Pair(first.all, second.all, reason)]
    return [Pair(first.handlers, second.all, reason), Pair(first.all, second.handlers, reason)]
