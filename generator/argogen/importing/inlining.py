"""Inline templates that are used once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.importing.calls import list_calls
from argogen.importing.tree import TrackedDict, TrackedList
from argogen.language.lower.names import generate_name
from argogen.language.vocabulary import COMPOSITES, body_of, keys
from argogen.yaml.node_path import NodePath

_OF_INPUT = frozenset({"path", "mode", "recurseMode", "optional"})
# Keys that apply to the workflow on a pipeline, and to a template elsewhere, besides the fields of WorkflowSpec.
_OF_WORKFLOW = frozenset({"labels", "annotations", "volumes", "parameters", "argo"})
# Steps nested deeper than this are hard to read.
_MAX_DEPTH = 8


class TemplateUse(NamedTuple):
    """A use of a template: the call, its original path, its holder, and the generated name of the template.

    `holder` is the name of the enclosing component, "" for the pipeline; `kind` is `call`, `hook` or `exit`.
    """

    call: TrackedDict
    at: NodePath | None
    holder: str
    kind: str
    name: str


def inline_templates(pipeline: TrackedDict, *, rename: bool) -> dict[NodePath, NodePath]:
    """Inline each template that is used once into its call; return the new paths of moved originals, for comments.

    Templates keep their names, or with `rename`, get generated names.
    """
    components: TrackedDict = pipeline.get("components") or TrackedDict()
    call_sites = {name: call_sites for name, call_sites in _group(pipeline, components).items() if len(call_sites) == 1}
    entry: str = pipeline.get("entrypoint", "")
    inlined = {name: site for name, (site,) in call_sites.items() if name != entry and _fits(site, components[name])}
    moved: dict[NodePath, NodePath] = {}
    depths = _measure_depths(inlined)
    for name, site in inlined.items():
        if depths[name]:
            component, at = components.take(name)
            _merge(site, component, name, at, rename=rename)
            if at is not None and site.at is not None:
                moved[at] = site.at
    if entry in components:
        moved |= _make_entry(pipeline, components, entry, rename=rename)
    if not components:
        pipeline.pop("components", None)
    return moved


def _group(pipeline: TrackedDict, components: TrackedDict) -> dict[str, list[TemplateUse]]:
    found: dict[str, list[TemplateUse]] = {}
    for site in _list_sites(pipeline, components):
        use = site.call.get("use")
        if isinstance(use, str) and use in components:
            found.setdefault(use, []).append(site)
    return found


def _list_sites(pipeline: TrackedDict, components: TrackedDict) -> Iterator[TemplateUse]:
    yield from _list_handlers(pipeline, "", "workflow", "on-exit")
    for name, component in components.items():
        yield from _list_inside(component, name)


def _list_inside(component: TrackedDict, holder: str) -> Iterator[TemplateUse]:
    for call, at, name in _list_named_calls(component):
        yield TemplateUse(call, at, holder, "call", name)
        yield from _list_handlers(call, holder, name, f"{name}-exit")


def _list_named_calls(component: TrackedDict) -> Iterator[tuple[TrackedDict, NodePath | None, str]]:
    steps: TrackedList = component.get("steps") or TrackedList([])
    for entry, at in zip(steps, steps.at, strict=True):
        group = entry if isinstance(entry, TrackedList) else TrackedList([entry], [at])
        yield from ((call, path, call["name"]) for call, path in zip(group, group.at, strict=True))
    tasks: TrackedDict = component.get("tasks") or TrackedDict()
    yield from ((call, tasks.at.get(name), name) for name, call in tasks.items())


def _list_handlers(owner: TrackedDict, holder: str, name: str, exit_name: str) -> Iterator[TemplateUse]:
    hooks: TrackedDict = owner.get("hooks") or TrackedDict()
    yield from (TemplateUse(hook, hooks.at.get(key), holder, "hook", f"{name}-{key}") for key, hook in hooks.items())
    if "on_exit" in owner:
        yield TemplateUse(owner["on_exit"], owner.at.get("on_exit"), holder, "exit", exit_name)


def _measure_depths(inlined: Mapping[str, TemplateUse]) -> dict[str, int]:
    """Return the nesting depth of each template after inlining; 0 for templates that are not inlined.

    These are recursive, or would be nested too deeply.
    """
    depths: dict[str, int] = {}
    for name in inlined:
        chain: dict[str, None] = {}
        while name in inlined and name not in depths and name not in chain:
            chain[name] = None
            name = inlined[name].holder
        if name in chain:
            depths[name] = 0
        for each in reversed(chain):
            depth = depths.get(inlined[each].holder, 0) + 1
            depths.setdefault(each, depth if depth <= _MAX_DEPTH else 0)
    return depths


def _fits(site: TemplateUse, component: TrackedDict) -> bool:
    """Return whether a template can be inlined: its parameters have only names, and are passed in this order."""
    parameters = component.get("parameters") or {}
    if any(written is not None for written in parameters.values()) or "arguments" in site.call:
        return False
    if list(site.call.get("with") or ()) != list(parameters):
        return False
    if site.kind == "exit" and (parameters or "in" in (component.get("artifacts") or {})):
        return False
    if component.keys() & site.call.keys() - {"parameters", "artifacts"} or "argo" in {**component, **site.call}:
        return False  # the owner of raw fields would be ambiguous
    return _join_artifacts(site.call, component) is not None


def _join_artifacts(call: TrackedDict, component: TrackedDict) -> TrackedDict | None:
    """Merge input artifacts and arguments; return None if the result would be ambiguous."""
    inputs: TrackedDict = (component.get("artifacts") or {}).get("in") or TrackedDict()
    given: TrackedDict = (call.get("artifacts") or {}).get("in") or TrackedDict()
    joined = TrackedDict({}, inputs.at)
    for name, written in inputs.items():
        if name not in given:
            joined[name] = written
            continue
        full = {"path": written} if isinstance(written, str) else dict(written or {})
        argument = {"from": given[name]} if isinstance(given[name], str) else dict(given[name])
        is_plain = "from" in argument and not argument.keys() & {"path", "mode", "recurseMode", *ARTIFACT_STORES}
        if not is_plain or full.keys() - _OF_INPUT or full.get("optional") != argument.get("optional"):
            return None
        whole = TrackedDict({**full, **argument})
        joined[name] = whole["from"] if list(whole) == ["from"] else whole
    has_paths = body_of(component) not in COMPOSITES
    if given.keys() - inputs.keys() or [name for name in inputs if name in given] != list(given):
        return None
    return joined if has_paths or inputs.keys() <= given.keys() else None


def _merge(site: TemplateUse, component: TrackedDict, name: str, at: NodePath | None, *, rename: bool) -> None:
    call = site.call
    joined = _join_artifacts(call, component)
    call.take("use")
    component.pop("parameters", None)
    outputs = (component.pop("artifacts", None) or {}).get("out")
    call.pop("artifacts", None)
    artifacts = {**({"in": joined} if joined else {}), **({"out": outputs} if outputs else {})}
    if artifacts:
        call["artifacts"] = TrackedDict(artifacts)
    if name != generate_name(site.name) and not rename and "inline" not in call:
        call.put("template", name, None if at is None else (*at, "name"))
    for key in list(component):
        component.move(key, call)


def _make_entry(
    pipeline: TrackedDict, components: TrackedDict, entry: str, *, rename: bool
) -> dict[NodePath, NodePath]:
    """Move the entrypoint to the top level of the pipeline, if its keys have the same meaning there."""
    component: TrackedDict = components[entry]
    body = body_of(component)
    if component.keys() & pipeline.keys() or any(_is_workflows(key) for key in component) or body is None:
        return {}
    if "in" in (component.get("artifacts") or {}) or any(call.get("use") == entry for call in _all_calls(components)):
        return {}
    _, at = components.take(entry)
    where = component.at.get(body)
    for key in list(component):
        component.move(key, pipeline)
    if entry == "main" or rename:
        pipeline.take("entrypoint")
    return {at: where} if at is not None and where is not None else {}


def _all_calls(components: TrackedDict) -> Iterator[TrackedDict]:
    for component in components.values():
        yield from list_calls(component)


def _is_workflows(key: str) -> bool:
    return key in _OF_WORKFLOW or "WorkflowSpec" in keys()[key].argo
