"""Find the known values of parameters: literal arguments, defaults, and the items of loops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.argo.expressions.tags import find_tags
from argogen.context import Call, Hook, Parameter, Template
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.programs.printed import find_printed
from argogen.linter.model.subject import Subject
from argogen.records import cached_property
from argogen.yaml.node_path import NodePath

_MOST_VALUES, _MOST_LEVELS = 20, 30
_OF_WORKFLOW, _INPUT = "workflow.parameters.", "inputs.parameters."


class PassedValue(NamedTuple):
    """A value of a tag, and where it is set: an argument of a step, or a default.

    Without `is_certain`, it can be overridden: a parameter of the workflow, or a default of a template. `origin` is the
    path of the node that sets it, in its `field`.
    """

    value: str
    source: str
    is_certain: bool = False
    origin: NodePath = ()
    field: str = "value"


class _CallerOf(NamedTuple):
    """A step, task or hook with the template that contains it, None for a hook of the workflow."""

    template: Template | None
    call: Call | Hook
    arguments: Mapping[str, Parameter]


class PassedValues:
    """The known values of the parameters of a Context, followed from calls to called templates."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._of_inputs: dict[tuple[int, str], Sequence[PassedValue]] = {}
        self._level = 0

    @cached_property
    def _callers(self) -> Mapping[int, Sequence[_CallerOf]]:
        return _list_callers(self._subject)

    def find(self, name: str, template: Template | None, call: Call | None = None) -> Sequence[PassedValue]:
        """Return the known values of a variable in a template, or in a step or task."""
        if call is not None and (name == "item" or name.startswith("item.")):
            values = self._subject.items_of(call).values.get(name, ()) if is_loop(call) else ()
            source = f"an item of '{call.name}'"
            return [PassedValue(it, source, True, call.origin, "withItems") for it in values[:_MOST_VALUES]]
        if name.startswith(_OF_WORKFLOW):
            parameter = self._subject.parameters.get(name.removeprefix(_OF_WORKFLOW))
            value = None if parameter is None else parameter.value
            if parameter is None or value is None or "{{" in value:
                return []
            return [PassedValue(value, f"the value of parameter '{parameter.name}'", origin=parameter.origin)]
        if template is not None and name.startswith(_INPUT):
            return self._find_input(template, name.removeprefix(_INPUT))
        return [] if template is None else self._find_result(template, name)

    def _find_result(self, template: Template, name: str) -> Sequence[PassedValue]:
        """Return what a step certainly prints, if the variable is its result."""
        parts = name.split(".")
        if parts[0] not in ("steps", "tasks") or parts[2:] != ["outputs", "result"]:
            return []
        producer = self._subject.calls(template).get(parts[1])
        called = self._subject.called(producer.call) if producer is not None and not is_loop(producer.call) else None
        if called is None or called.container is None or called.python is not None or called.notebook is not None:
            return []
        printed = find_printed(self._subject.containers_of(called)[0].fields, {})
        is_known = printed is not None and printed.is_whole
        return [PassedValue(printed.text.strip(), f"the output of '{parts[1]}'", True)] if printed and is_known else []

    def fill(self, text: str, template: Template | None, call: Call | None = None) -> Iterator[tuple[str, PassedValue]]:
        """Yield a string with each known value of its only tag in place of the tag."""
        tags = find_tags(text) if text.count("{{") == 1 else ()
        if len(tags) == 1 and not tags[0].is_expression:
            for passed in self.find(tags[0].body.strip(), template, call):
                yield text[: tags[0].start] + passed.value + text[tags[0].end :], passed

    def _find_input(self, template: Template, name: str) -> Sequence[PassedValue]:
        key = (id(template), name)
        if key not in self._of_inputs and self._level < _MOST_LEVELS:
            self._of_inputs[key] = ()  # for recursive calls
            self._level += 1
            parameter = self._subject.index(template).inputs.get(name)
            found = {} if parameter is None else dict.fromkeys(self._list_input(template, parameter))
            self._of_inputs[key] = tuple(found)[:_MOST_VALUES]
            self._level -= 1
        return self._of_inputs.get(key, ())

    def _list_input(self, template: Template, parameter: Parameter) -> Iterator[PassedValue]:
        callers = self._callers.get(id(template), ())
        is_entry = template.name == self._subject.workflow.entrypoint
        has_default = is_entry or not callers
        for caller in callers[:_MOST_VALUES]:
            given = caller.arguments.get(parameter.name)
            if given is None:
                has_default = True
            elif given.value is not None:
                yield from self._follow(given, given.value, caller)
        if is_entry and parameter.name in self._subject.parameters:
            yield from self.find(f"{_OF_WORKFLOW}{parameter.name}", None)
        elif has_default and (value := parameter.value or parameter.default) is not None and "{{" not in value:
            field = "default" if parameter.value is None else "value"
            yield PassedValue(
                value, f"the default of parameter '{parameter.name}'", origin=parameter.origin, field=field
            )

    def _follow(self, given: Parameter, value: str, caller: _CallerOf) -> Iterator[PassedValue]:
        """Yield the values of an argument: its own, or those of its tag."""
        if "{{" not in value:
            where = f"argument '{given.name}' of '{caller.call.name}'"
            yield PassedValue(value, where, True, given.origin or caller.call.origin)
        else:
            call = caller.call if isinstance(caller.call, Call) else None
            for filled, passed in self.fill(value, caller.template, call):
                yield passed._replace(value=filled)


def _list_callers(subject: Subject) -> Mapping[int, Sequence[_CallerOf]]:
    """Return the steps, tasks and hooks that call each template, by its identity."""
    sites: list[tuple[Template | None, Call | Hook]] = [(site.template, site.call) for site in subject.callers]
    sites += [(None if site is None else site.template, hook) for site, hook in subject.hooks]
    found: dict[int, list[_CallerOf]] = {}
    for template, call in sites:
        called = subject.called(call)
        if called is not None:
            arguments = {argument.name: argument for argument in call.arguments}
            found.setdefault(id(called), []).append(_CallerOf(template, call, arguments))
    return found
