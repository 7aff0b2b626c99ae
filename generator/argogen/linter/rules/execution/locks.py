"""Check mutexes and semaphores that a template holds while templates that it calls wait for others."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.expressions.tags import find_tags
from argogen.context import Template, Workflow
from argogen.linter.model.cycles import list_components
from argogen.linter.model.flow.config_objects import CONFIG_MAP
from argogen.linter.model.nodes import calls_of, display_name, fields_of, mapping_in, mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity


class Lock(NamedTuple):
    """A mutex or semaphore: its kind, namespace and name; the name of a semaphore contains its key."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} '{self.name}'"


def list_locks(node: Workflow | Template) -> Iterator[Lock]:
    """Yield the locks of a node whose names are known: without tags, or with variables of the workflow only."""
    fields = mapping_in(fields_of(node), "synchronization")
    for mutex in (mapping_in(fields, "mutex"), *mappings_in(fields, "mutexes")):
        yield from _read(mutex, "mutex", [mutex.get("name")])
    for semaphore in (mapping_in(fields, "semaphore"), *mappings_in(fields, "semaphores")):
        source = mapping_in(semaphore, "configMapKeyRef")
        yield from _read(semaphore, "semaphore", [source.get("name"), source.get("key")])
        yield from _read(semaphore, "semaphore", [mapping_in(semaphore, "database").get("key")])


def _read(lock: Mapping[str, Any], kind: str, names: Sequence[Any]) -> Iterator[Lock]:
    if all(names) and all(_is_constant(str(name)) for name in names):
        yield Lock(kind, str(lock.get("namespace") or ""), "/".join(map(str, names)))


def _is_constant(name: str) -> bool:
    return all(tag.body.strip().startswith("workflow.") for tag in find_tags(name))


def check_lock_order(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report mutexes that are held while a called template waits for them, and opposite orders."""
    if not any("synchronization" in fields_of(node) for node in subject.nodes):
        return
    nodes = _Nodes(subject)
    together = nodes.group_locks() if nodes.locks else {}
    for node, held in nodes.holders if nodes.locks else ():
        inner = nodes.inner(node)
        for lock in held:
            if inner & nodes.bits[lock]:
                yield from _report_repeated(lock, node, nodes)
            opposite = inner & together[lock] & ~nodes.bits[lock]
            if opposite:
                yield _report_opposite(lock, nodes.first_of(opposite), node, nodes)


class _Nodes:
    """The templates with their locks, and those of the templates that they call, as bit sets."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._of = {id(node): tuple(dict.fromkeys(list_locks(node))) for node in subject.all_templates}
        every = dict.fromkeys(itertools.chain(*self._of.values(), list_locks(subject.workflow)))
        self.locks: Sequence[Lock] = tuple(every)
        self.bits = {lock: 1 << number for number, lock in enumerate(self.locks)}
        self._called = {
            str(id(template)): [str(id(it)) for site in calls_of(template) if (it := subject.called(site.call))]
            for template in subject.all_templates
        }
        self._groups = list_components(self._called) if self.locks else []
        self._reached = self._reach(is_nearest=False)
        self._nearest = self._reach(is_nearest=True)

    def _reach(self, *, is_nearest: bool) -> Mapping[str, int]:
        """Return the locks of each template and of those that it calls, only the first on each path if `is_nearest`."""
        found: dict[str, int] = {}
        for group in self._groups:
            bits = 0
            for key in group:
                own = self._own(key)
                bits |= own
                for called in self._called[key] if not (is_nearest and own) else ():
                    bits |= found.get(called, 0)
            found.update(dict.fromkeys(group, bits))
        return found

    def _own(self, key: str) -> int:
        return sum(self.bits[lock] for lock in self._of[int(key)])

    @property
    def holders(self) -> Iterator[tuple[Template, Sequence[Lock]]]:
        """The templates of steps or tasks that hold locks."""
        return (
            (it, self._of[id(it)])
            for it in self.subject.all_templates
            if self._called[str(id(it))] and self._of[id(it)]
        )

    def inner(self, node: Template) -> int:
        """Return the locks for which the templates that a template calls wait."""
        return self._unite(self._reached, node)

    def _unite(self, found: Mapping[str, int], node: Template) -> int:
        bits = 0
        for called in self._called[str(id(node))]:
            bits |= found[called]
        return bits

    def first_of(self, bits: int) -> Lock:
        """Return the first of a set of locks."""
        return self.locks[(bits & -bits).bit_length() - 1]

    def group_locks(self) -> Mapping[Lock, int]:
        """Return for each mutex and semaphore those with which it is taken in both orders, as far as they are."""
        order: dict[str, dict[str, None]] = {str(number): {} for number in range(len(self.locks))}
        numbers = {lock: str(number) for number, lock in enumerate(self.locks)}
        for node, held in self.holders:
            bits = self._unite(self._nearest, node)
            while bits:
                first = self.first_of(bits)
                bits &= ~self.bits[first]
                for lock in held:
                    order[numbers[lock]][numbers[first]] = None
        together: dict[Lock, int] = {}
        for group in list_components(order):
            bits = sum(1 << int(number) for number in group)
            together.update((self.locks[int(number)], bits) for number in group)
        return together

    def find_size(self, lock: Lock) -> str:
        """Return the limit of a semaphore whose ConfigMap is in the same file, otherwise ""."""
        name, _, key = lock.name.partition("/")
        objects = self.subject.config_objects
        found = objects.find(CONFIG_MAP, name, lock.namespace) if objects is not None else None
        return found.values.get(key, "") if found is not None else ""

    def find_waiting(self, node: Template, lock: Lock) -> str:
        """Return the name of a template that a template calls, directly or not, and that waits for a lock."""
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            template = waiting.pop(0)
            for site in calls_of(template):
                called = self.subject.called(site.call)
                if called is not None and id(called) not in seen:
                    seen.add(id(called))
                    if lock in self._of[id(called)]:
                        return display_name(called)
                    waiting.append(called)
        return "a called template"


def _report_repeated(lock: Lock, node: Template, nodes: _Nodes) -> Iterator[RuleDiagnostic]:
    if lock.kind == "mutex" or nodes.find_size(lock) == "1":
        name = nodes.find_waiting(node, lock)
        message = f"deadlock: {display_name(node)} holds the {lock}, for which {name} waits"
        yield _report(message, "use another mutex, or remove one of them", node)


def _report_opposite(lock: Lock, inner: Lock, node: Template, nodes: _Nodes) -> RuleDiagnostic:
    name = nodes.find_waiting(node, inner)
    message = (
        f"possible deadlock: {display_name(node)} holds the {lock} while {name} waits for the {inner},"
        " and elsewhere they are taken in the opposite order"
    )
    hint = "take the locks in the same order everywhere, or all of them in one template"
    return _report(message, hint, node, Severity.WARNING)


def _report(message: str, hint: str, node: Template, severity: Severity | None = None) -> RuleDiagnostic:
    below = ("synchronization",)
    return RuleDiagnostic(
        "invalid-synchronization", message, node.origin, hint, key=True, below=below, severity=severity
    )
