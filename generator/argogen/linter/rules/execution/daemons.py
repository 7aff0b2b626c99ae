"""Check limits of parallelism that daemons use up: a daemon runs until the steps or tasks around it have ended."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from argogen.context import Call, Template
from argogen.linter.model.nodes import CallSite, calls_of, fields_of, is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.template_index import TemplateIndex
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity
from argogen.yaml.node_path import NodePath

_MOST_DAEMONS = 20


class _Limit(NamedTuple):
    """A parallelism, and the place of its field."""

    number: int
    origin: NodePath
    owner: str


def find_exhausted_parallelism(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a parallelism that daemons use up, so that the next step never starts."""
    has_daemons = any(fields_of(template).get("daemon") for template in subject.all_templates)
    if not has_daemons and not subject.has_template_refs:
        return
    whole = _read_limit(fields_of(subject.workflow).get("parallelism"), subject.workflow.origin, "workflow")
    found: dict[NodePath, RuleDiagnostic] = {}
    entry = subject.templates.get(subject.workflow.entrypoint or "")
    waiting = [(entry, 0)] if entry is not None else [(template, 0) for template in subject.context.templates]
    visited: dict[int, int] = {}
    while waiting:
        template, running = waiting.pop()
        if visited.get(id(template), -1) >= running:
            continue
        visited[id(template)] = running
        for diagnostic in _find_exhausted(template, running, whole, subject):
            found.setdefault(diagnostic.origin, diagnostic)
        for started in _list_started(template, subject):
            called = subject.called(started.call)
            if called is not None and (called.steps or called.tasks):
                waiting.append((called, min(running + len(started.daemons), len(subject.callers))))
    yield from found.values()


def _find_exhausted(
    template: Template, running: int, whole: _Limit | None, subject: Subject
) -> Iterator[RuleDiagnostic]:
    """Report the limits that the daemons of a template use up, with those that are `running` before."""
    own = _read_limit(fields_of(template).get("parallelism"), template.origin, "template")
    for started in _list_started(template, subject):
        for limit, before in ((whole, running), (own, 0)):
            if limit is not None and before + len(started.daemons) >= limit.number:
                yield _report(limit, started)
    daemons = _list_daemons(template, subject)
    if whole is not None and daemons and running + len(daemons) >= whole.number:
        yield _report_last(whole, daemons[-1].call.name)


def _read_limit(value: Any, origin: NodePath, owner: str) -> _Limit | None:
    is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return _Limit(value, origin, owner) if is_number else None


class _Started(NamedTuple):
    """A step or task that is not a daemon, and the daemons that run before it, or may, if it is not `is_certain`."""

    call: Call
    daemons: Sequence[str] = ()
    is_certain: bool = True


def _list_started(template: Template, subject: Subject) -> Iterator[_Started]:
    """Yield the steps or tasks that are not daemons, first those after daemons that certainly run before them."""
    sites = list(calls_of(template))
    daemons = {site.call.name for site in sites if _is_daemon(site.call, subject)}
    if not daemons:
        yield from (_Started(site.call) for site in sites)
        return
    certain = _list_daemons(template, subject)
    index = subject.index(template)
    others = [site for site in sites if site.call.name not in daemons and site.call.when is None]
    for site in others:
        yield _Started(site.call, [it.call.name for it in certain if _runs_before(it, site, index)])
    for site in others if template.tasks else ():
        beside = [it.call.name for it in certain if not index.waits_for(it.call.name, site.call.name)]
        yield _Started(site.call, beside, is_certain=False)


def _list_daemons(template: Template, subject: Subject) -> Sequence[CallSite]:
    """Return the first of the daemons that a template certainly starts, one for each item of a loop."""
    sites = (it for it in calls_of(template) if it.call.when is None and _is_daemon(it.call, subject))
    repeated = (site for site in sites for _ in range(_count(site.call, subject)))
    return list(itertools.islice(repeated, _MOST_DAEMONS))


def _count(call: Call, subject: Subject) -> int:
    return max(1, min(len(subject.items_of(call).items), _MOST_DAEMONS)) if is_loop(call) else 1


def _report_last(limit: _Limit, name: str) -> RuleDiagnostic:
    message = f"parallelism {limit.number} of the workflow is used up by the daemon '{name}': the workflow never ends"
    hint, below = f"use {limit.number + 1} or more", ("parallelism",)
    severity = Severity.WARNING
    return RuleDiagnostic(
        "exhausted-parallelism", message, limit.origin, hint, "parallelism", below=below, severity=severity
    )


def _runs_before(daemon: CallSite, site: CallSite, index: TemplateIndex) -> bool:
    """Return whether a daemon runs when a step or task starts."""
    if site.template.tasks:
        return index.waits_for(site.call.name, daemon.call.name)
    return daemon.group < site.group or (daemon.group == site.group and _is_listed_before(daemon, site))


def _is_listed_before(daemon: CallSite, site: CallSite) -> bool:
    """Return whether a daemon starts before another step of its group."""
    group = site.template.steps[site.group]
    names = (daemon.call.name, site.call.name)
    return next(call.name for call in group if call.name in names) == daemon.call.name


def _is_daemon(call: Call, subject: Subject) -> bool:
    called = subject.called(call)
    if called is None and call.template_ref is not None and subject.libraries is not None:
        return subject.libraries.is_daemon(call.template_ref)
    return called is not None and called.container is not None and fields_of(called).get("daemon") is True


def _report(limit: _Limit, started: _Started) -> RuleDiagnostic:
    names = " and ".join(f"'{name}'" for name in dict.fromkeys(started.daemons)) or "of the calling template"
    plural = "s" if len(started.daemons) != 1 else ""
    end = "never starts" if started.is_certain else "never starts if it comes after"
    message = (
        f"parallelism {limit.number} of the {limit.owner} is used up by the daemon{plural} {names}:"
        f" '{started.call.name}' {end}"
    )
    severity = None if started.is_certain else Severity.WARNING
    return RuleDiagnostic(
        "exhausted-parallelism",
        message,
        limit.origin,
        f"use {limit.number + 1} or more",
        "parallelism",
        below=("parallelism",),
        severity=severity,
    )
