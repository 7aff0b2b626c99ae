"""Find the places where global outputs have been exported."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence, Set

from argogen.context import Call, Hook, Template
from argogen.linter.model.cycles import list_components
from argogen.linter.model.nodes import CallSite, calls_of, is_loop, mapping_in, mappings_in
from argogen.linter.model.subject import Subject
from argogen.records import cached_property

_ANY = ""
_group_of = operator.attrgetter("group")


class Exports:
    """The global outputs that templates export, and the steps and tasks before which that has happened."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._known: dict[tuple[int, str], bool] = {}
        self._places: dict[int, Mapping[str, Sequence[CallSite]]] = {}
        self._early: dict[tuple[int, str], CallSite | None] = {}

    def is_possible_in(self, template: Template, name: str) -> bool:
        """Return whether a global output may have been exported when a template starts."""
        key = (id(template), name)
        if key not in self._known:
            self._search(template, name)
        return self._known[key]

    def is_possible_before(self, site: CallSite, name: str) -> bool:
        """Return whether a global output may have been exported when a step or task starts."""
        return self._has_before(site, name) or self.is_possible_in(site.template, name)

    def is_possible_after(self, site: CallSite, name: str) -> bool:
        """Return whether a global output may have been exported when a step or task has ended."""
        return self._exports(site.call, name) or self.is_possible_before(site, name)

    def is_possible_at_end(self, template: Template, name: str) -> bool:
        """Return whether a global output may have been exported when a template ends."""
        return name in self._exported[id(template)] or self.is_possible_in(template, name)

    def find_exporter(self, template: Template, name: str) -> CallSite | None:
        """Return a step or task of a template that exports a global output."""
        return next(iter(self._list_places(template, name)), None)

    def find_early(self, template: Template, name: str) -> CallSite | None:
        """Return a step or task that certainly calls a template before all exports of a global output."""
        key = (id(template), name)
        if key not in self._early:
            callers = () if name in list_exported(template) else self._subject.callers_of(template)
            sites = (site for site in callers if site.call.when is None)
            self._early[key] = next((site for site in sites if not self.is_possible_before(site, name)), None)
        return self._early[key]

    def _search(self, template: Template, name: str) -> None:
        """Search the callers for one with an export before; without recursion, since calls may be nested to any depth.

        `called` are the templates found so far, each with the one that it calls, by their identities.
        """
        called: dict[int, int | None] = {id(template): None}
        waiting = [template]
        while waiting:
            caller = waiting.pop()
            known = self._known.get((id(caller), name))
            if known or (known is None and self._is_possible_at_once(caller, name)):
                key: int | None = id(caller)
                while key is not None:
                    self._known[key, name] = True
                    key = called[key]
                return
            for site in self._subject.callers_of(caller) if known is None else ():
                if id(site.template) not in called:
                    called[id(site.template)] = id(caller)
                    waiting.append(site.template)
        self._known.update({(key, name): False for key in called})

    def _is_possible_at_once(self, template: Template, name: str) -> bool:
        """Return whether a global output may have been exported before a template, given only its direct callers."""
        if id(template) in self._of_handlers:
            return True
        sites = self._subject.callers_of(template)
        if not sites and template.name != self._subject.workflow.entrypoint:
            return True  # nothing calls the template
        own = name in self._exported[id(template)]
        if own and any(is_loop(site.call) for site in sites):
            return True  # an earlier iteration may have exported it
        return any(self._has_before(site, name) for site in sites)

    def _has_before(self, site: CallSite, name: str) -> bool:
        places = self._list_places(site.template, name)
        if site.template.tasks:
            index = self._subject.index(site.template)
            return any(index.waits_for(site.call.name, place.call.name) for place in places)
        return bool(places) and places[0].group < site.group

    def _list_places(self, template: Template, name: str) -> Sequence[CallSite]:
        """Return the steps or tasks of a template that may export a global output, in order."""
        key = id(template)
        if key not in self._places:
            self._places[key] = self._index_places(template)
        places = self._places[key]
        return places.get(name) or places.get(_ANY, ())

    def _index_places(self, template: Template) -> Mapping[str, Sequence[CallSite]]:
        """Return the first steps and all tasks of a template by the global outputs that they export.

        Calls of templates of other manifests are in the entry for any name, and in all other entries.
        """
        found: dict[str, list[CallSite]] = {_ANY: []}
        for site in calls_of(template):
            names = self._list_names(site.call)
            for name in (_ANY,) if names is None else names:
                sites = found.setdefault(name, [])
                if template.tasks or not sites:
                    sites.append(site)
        if found[_ANY]:
            return {name: sorted((*sites, *found[_ANY]), key=_group_of) for name, sites in found.items()}
        return found

    def _list_names(self, call: Call) -> Set[str] | None:
        """Return the global outputs that a step or task and its hooks export; None if that is unknown."""
        if not call.hooks:
            called = self._subject.called(call)
            return None if called is None else self._exported[id(called)]
        callees: list[Call | Hook] = [call, *call.hooks]
        templates = [self._subject.called(callee) for callee in callees]
        exported = [None if template is None else self._exported[id(template)] for template in templates]
        return None if None in exported else frozenset().union(*(names for names in exported if names))

    def _exports(self, call: Call, name: str) -> bool:
        """Return whether a step or task, or a hook of it, exports a global output; unknown templates may do so."""
        names = self._list_names(call)
        return names is None or name in names

    @cached_property
    def _exported(self) -> Mapping[int, frozenset[str]]:
        """The global outputs that each template and those that it calls export, by its identity."""
        templates = {str(id(template)): template for template in self._subject.all_templates}
        graph = {key: tuple(self._list_called(template)) for key, template in templates.items()}
        found: dict[str, frozenset[str]] = {}
        for group in list_components(graph):  # a group comes after those that it calls
            names = {name for key in group for name in list_exported(templates[key])}
            names |= {name for key in group for called in graph[key] for name in found.get(called, ())}
            found.update(dict.fromkeys(group, frozenset(names)))
        return {int(key): names for key, names in found.items()}

    def _list_called(self, template: Template) -> Iterator[str]:
        for site in calls_of(template):
            callees: list[Call | Hook] = [site.call, *site.call.hooks]
            yield from (str(id(called)) for it in callees if (called := self._subject.called(it)) is not None)

    @cached_property
    def _of_handlers(self) -> frozenset[int]:
        """The templates that hooks and exit handlers call, at any time."""
        workflow = self._subject.workflow
        names = (workflow.on_exit, *(site.call.on_exit for site in self._subject.callers))
        called = [self._subject.templates.get(name or "") for name in names]
        called += [self._subject.called(hook) for _, hook in self._subject.hooks]
        return frozenset(id(template) for template in called if template is not None)


def list_exported(template: Template) -> Iterator[str]:
    """Yield the global names of the outputs of a template."""
    yield from (output.global_name for output in template.outputs if output.global_name)
    artifacts = (artifact.others.get("globalName") for artifact in template.output_artifacts)
    yield from (str(name) for name in artifacts if name)
    raw = mapping_in(template.raw, "outputs")
    listed = (*mappings_in(raw, "parameters"), *mappings_in(raw, "artifacts"))
    yield from (str(output["globalName"]) for output in listed if output.get("globalName"))
