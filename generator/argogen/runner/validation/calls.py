"""Steps and tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from argogen.argo.evaluation.depends import ITEMS, find_invalid_result
from argogen.runner.frames.dags.plan import Plan
from argogen.runner.frames.templates import Resolved
from argogen.runner.model.library import TemplateBase
from argogen.runner.model.reading import Data
from argogen.runner.validation.arguments import check_arguments
from argogen.runner.validation.names import (
    ANY_ITEM,
    Layers,
    RefusedError,
    check_names,
    check_tags,
    find_name_fault,
    has_tag,
)
from argogen.runner.variables.loops import is_loop
from argogen.runner.variables.scope import list_artifacts, list_parameters

_LOOPS = ("withItems", "withParam", "withSequence")


class Checker(Protocol):
    """The checks of a workflow, as those of steps and tasks use them."""

    global_names: set[str]

    def check_call(
        self, call: Mapping[str, Any], base: TemplateBase, arguments: Mapping[str, Any] | None,
        outer: Collection[str] = (),
    ) -> Resolved | None:  # fmt: skip
        """Check the template of a step or task."""
        ...

    def add_outputs(
        self, resolved: Resolved | None, prefix: str, scope: set[str], *, aggregates: bool, is_ancestor: bool = False
    ) -> None:
        """Add the variables of a step or task to a scope."""
        ...


def check_steps(checker: Checker, template: Data, base: TemplateBase, scope: set[str]) -> None:
    """Check the steps of a template. Raises RefusedError."""
    name, seen = template.get("name") or "", set[str]()
    for number, group in enumerate(template.get("steps") or ()):
        for step in group:
            where = f"templates.{name}.steps[{number}]"
            _check_step_name(step, seen, where)
            _check_step(checker, step, base, scope, name, where)


def _check_step_name(step: Data, seen: set[str], where: str) -> None:
    name = step.get("name") or ""
    if not name:
        raise RefusedError(f"{where}.name is required")
    if name in seen:
        raise RefusedError(f"{where}.name '{name}' is not unique")
    if fault := find_name_fault(name):
        raise RefusedError(f"{where}.name '{name}' is invalid: {fault}")
    seen.add(name)


def _check_step(checker: Checker, step: Data, base: TemplateBase, scope: set[str], template: str, where: str) -> None:
    name = step["name"]
    prefix, place = f"steps.{name}", f"{where}.{name}"
    scope.add(f"{prefix}.status")
    _add_items(step, scope, place)
    check_arguments(step.get("arguments"), f"{place}.arguments.")
    resolved = _check_call(checker, step, base, None, place, scope)
    if step.get("onExit") or "exit" in (step.get("hooks") or {}):
        checker.add_outputs(resolved, prefix, scope, aggregates=False)
    _check_hooks(step, place)
    own = Layers(scope, _list_inline_inputs(step))
    check_tags(step, own, checker.global_names, f"templates.{template}.steps ")
    checker.add_outputs(resolved, prefix, scope, aggregates=bool(step.get("withItems") or step.get("withParam")))
    _check_call(checker, step, base, step.get("arguments") or {}, place, scope)


def _check_call(
    checker: Checker, call: Data, base: TemplateBase, arguments: Mapping[str, Any] | None, place: str, scope: set[str]
) -> Resolved | None:
    """Check the template of a call; in an inline one, the inputs of the template around it have been replaced."""
    outer = [name for name in scope if name.startswith("inputs.parameters")] if call.get("inline") else ()
    try:
        return checker.check_call(call, base, arguments, outer)
    except RefusedError as error:
        raise RefusedError(f"{place} {error}") from None


def _check_hooks(call: Data, place: str) -> None:
    for name, hook in (call.get("hooks") or {}).items():
        if name != "exit" and not hook.get("expression"):
            raise RefusedError(f"{place}.{name} Expression required")


def _list_inline_inputs(call: Data) -> set[str]:
    inputs = (call.get("inline") or {}).get("inputs")
    return {f"inputs.parameters.{parameter['name']}" for parameter in list_parameters(inputs)}


def _add_items(call: Data, scope: set[str], place: str) -> None:
    if sum(bool(call.get(kind)) for kind in _LOOPS) > 1:
        raise RefusedError(f"{place} only one of withItems, withParam, withSequence can be specified")
    for item in call.get("withItems") or ():
        if isinstance(item, dict):
            scope |= {f"item.{key}" for key in item}
        elif isinstance(item, list):
            scope |= {f"item.[{number}]" for number in range(len(item))}
        else:
            scope.add("item")
    if call.get("withParam"):
        scope |= {"item", ANY_ITEM}
    sequence = call.get("withSequence")
    if sequence is not None:
        if sequence.get("count") is not None and sequence.get("end") is not None:
            raise RefusedError(f"{place} only one of count or end can be defined in withSequence")
        scope.add("item")


def check_tasks(checker: Checker, template: Data, base: TemplateBase, scope: set[str]) -> None:
    """Check the tasks of a DAG template. Raises RefusedError."""
    name, dag = template.get("name") or "", template.get("dag") or {}
    tasks: list[Data] = dag.get("tasks") or []
    if not tasks:
        raise RefusedError(f"templates.{name} must have at least one task")
    plan = Plan([task for task in tasks if task.get("name")], "")
    ordered = _sort(tasks, plan, name)
    check_names(tasks, f"templates.{name}.tasks")
    uses_depends = any(task.get("depends") for task in tasks)
    found: dict[str, Resolved | None] = {}
    for task in ordered:
        _check_kinds(task, name, uses_depends=uses_depends)
        found[task["name"]] = _check_task(checker, task, plan, base, scope, name)
    check_tags(str(dag.get("target") or ""), scope, checker.global_names, f"templates.{name}.targets ")
    for target in filter(None, str(dag.get("target") or "").split(" ")):
        if target not in plan.tasks and not has_tag(target):
            raise RefusedError(f"templates.{name}.targets: target '{target}' is not defined")
    for task in ordered:
        _check_references(checker, task, found, plan, base, scope, name)


def _sort(tasks: list[Data], plan: Plan, template: str) -> list[Data]:
    """Return the tasks, each after those that it depends on. Raises RefusedError."""
    names = [task.get("name") or "" for task in tasks]
    where = f"templates.{template} sorting failed:"
    for name, count in Counter(names).items():
        if count > 1:
            raise RefusedError(f"{where} duplicated nodeName {name}")
    for name in filter(None, names):
        for needed in plan.dependencies[name].tasks:
            if needed not in plan.tasks:
                raise RefusedError(f"{where} invalid dependency {needed}")
    if _has_cycle(plan):
        raise RefusedError(f"{where} graph with cycle")
    return [plan.tasks[name] for name in plan.order] + [task for task in tasks if not task.get("name")]


def _has_cycle(plan: Plan) -> bool:
    """Return whether tasks depend on each other: such tasks have no target, or come after one they depend on."""
    numbers = {name: number for number, name in enumerate(plan.order)}
    return any(
        name not in numbers or numbers.get(needed, len(numbers)) >= numbers[name]
        for name in plan.tasks
        for needed in plan.dependencies[name].tasks
    )


def _check_kinds(task: Data, template: str, *, uses_depends: bool) -> None:
    """Check that a task has dependencies in one of the two forms. Raises RefusedError."""
    name = task["name"]
    if (uses_depends or task.get("dependencies")) and name[0].isdigit():
        rule = "name cannot begin with a digit when using either 'depends' or 'dependencies'"
        raise RefusedError(f"templates.{template}.tasks.{name} {rule}")
    if uses_depends and task.get("dependencies"):
        rule = "cannot use both 'depends' and 'dependencies' in the same DAG template"
        raise RefusedError(f"templates.{template} {rule}")
    if uses_depends and task.get("continueOn") is not None:
        rule = "cannot use 'continueOn' when using 'depends'. Instead use 'dep-task.Failed'/'dep-task.Errored'"
        raise RefusedError(f"templates.{template} {rule}")


def _check_task(
    checker: Checker, task: Data, plan: Plan, base: TemplateBase, scope: set[str], template: str
) -> Resolved | None:
    name = task["name"]
    place = f"templates.{template}.tasks.{name}"
    resolved = _check_call(checker, task, base, None, place, scope)
    aggregates = bool(task.get("withItems") or task.get("withParam"))
    checker.add_outputs(resolved, f"tasks.{name}", scope, aggregates=aggregates)
    if invalid := find_invalid_result(task.get("depends") or ""):
        raise RefusedError(f"{place} {invalid}")
    for needed, kind in plan.dependencies[name].tasks.items():
        if kind == ITEMS and not is_loop(plan.tasks[needed]):
            rule = "uses an items-based condition such as .AnySucceeded or .AllFailed but does not contain any items"
            raise RefusedError(f"templates.{template}.tasks.{needed} dependency '{needed}' {rule}")
    return resolved


def _check_references(
    checker: Checker, task: Data, found: Mapping[str, Resolved | None], plan: Plan, base: TemplateBase, scope: set[str],
    template: str,
) -> None:  # fmt: skip
    name = task["name"]
    prefix, place = f"tasks.{name}", f"templates.{template}.tasks.{name}"
    if task.get("hooks") is not None:
        scope.add(f"{prefix}.status")
    checker.add_outputs(found[name], prefix, scope, aggregates=False)
    own = _list_inline_inputs(task)
    mentioned = {each for each in _list_mentioned(task, plan) if plan.is_before(each, name)}
    for ancestor in mentioned:
        definition = plan.tasks[ancestor]
        aggregates = bool(definition.get("withItems") or definition.get("withParam"))
        checker.add_outputs(found[ancestor], f"tasks.{ancestor}", own, aggregates=aggregates, is_ancestor=True)
    _add_items(task, own, place)
    check_tags(task, Layers(scope, own), checker.global_names, f"{place} ")
    check_arguments(task.get("arguments"), f"{place}.arguments.")
    _check_dependencies(task, plan, place)
    _check_call(checker, task, base, task.get("arguments") or {}, place, scope)


def _list_mentioned(task: Data, plan: Plan) -> set[str]:
    """Return the tasks whose names follow `tasks.` in a task; the others need not be in its scope."""
    parts = str(task).split("tasks.")[1:]
    return {name for part in parts if (name := part.partition(".")[0]) in plan.tasks}


def _check_dependencies(task: Data, plan: Plan, place: str) -> None:
    arguments = task.get("arguments")
    references = [(each.get("value"), "parameter", each["name"]) for each in list_parameters(arguments)]
    references += [(each.get("from"), "artifact", each["name"]) for each in list_artifacts(arguments)]
    for reference, kind, name in references:
        if not reference or not reference.startswith("{{tasks."):
            continue
        needed = reference.split(".")[1]
        if not plan.is_before(needed, task["name"]):
            raise RefusedError(f"{place} missing dependency '{needed}' for {kind} '{name}'")
