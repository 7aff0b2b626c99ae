"""What a reference means where it stands, found by a walk outwards.

From the spot where it is read the walk goes out level by level: the loop of the call on the way, the steps of the
level, its parameters; at last the pipeline's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from argogen.nearest import find_nearest
from argogen.normalize.argo_tags import check_argo_tag
from argogen.normalize.drafts import Call, Draft, Source, Spot
from argogen.normalize.faults import Unresolved
from argogen.normalize.tags import Reference

# Roots of Argo's own tags, and of its expressions' environment; none of them can name a step.
ARGO_ROOTS = frozenset(
    {
        "inputs", "outputs", "steps", "tasks", "workflow", "pod", "node", "retries", "lastRetry", "cronworkflow",
        "request", "response", "sprig", "status", "duration", "exitCode", "resourcesDuration",
    }
)  # fmt: skip
RESERVED = ARGO_ROOTS | {"item", "parameters"}

# Words of a step that Argo itself provides, and the parts of its tag for them.
BUILT_IN = {
    "result": ("outputs", "result"),
    "exit_code": ("exitCode",),
    "status": ("status",),
    "ip": ("ip",),
    "id": ("id",),
    "started_at": ("startedAt",),
    "finished_at": ("finishedAt",),
    "host_node_name": ("hostNodeName",),
}
_PRINTS = frozenset({"run", "script", "container"})


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The names of a pipeline's parameters; `is_whole` when no other workflow can bring more of them."""

    parameters: frozenset[str]
    is_whole: bool


def resolve(reference: Reference, spot: Spot, pipeline: Pipeline) -> Source | None:
    """The source of a short reference that is read at a spot; None if it is not one. Raises Unresolved."""
    root, *rest = reference.parts
    if root in ARGO_ROOTS or reference.called:
        check_argo_tag(reference, spot, pipeline.parameters if pipeline.is_whole else None)
        return None
    if root == "parameters":
        return _parameter(rest, spot, pipeline.parameters) if rest else None
    fault: Unresolved | None = None
    for level, via in _outwards(spot):
        if via is not None and via.loop is not None and root in ("item", via.loop.alias) and not _in_head(spot, via):
            return Source(via, ("item", *rest), "-".join(reference.parts), "-".join((via.name, *reference.parts)))
        if root in level.calls:
            try:
                return _output(level, level.calls[root], via, rest)
            except Unresolved as unresolved:
                fault = fault or unresolved
    if fault is not None:
        raise fault
    _refuse_unknown(reference, spot)
    return None


def _in_head(spot: Spot, via: Call) -> bool:
    return spot.head and spot.call is via


def _outwards(spot: Spot) -> Iterator[tuple[Draft, Call | None]]:
    level: Draft | None = spot.draft
    call = spot.call
    while level is not None:
        yield level, call
        call = level.caller
        level = call.owner if call is not None else None


def _parameter(rest: list[str], spot: Spot, pipeline: frozenset[str]) -> Source:
    name = ".".join(rest)
    known = dict.fromkeys(pipeline)
    for level, _ in _outwards(spot):
        if name in level.inputs:
            return Source(level, ("inputs", "parameters", name), name, name)
        known.update(dict.fromkeys(level.inputs))
    if name in pipeline:
        return Source(None, ("workflow", "parameters", name), name, name)
    raise Unresolved("unknown-parameter", f"there is no parameter '{name}' here", _suggest(name, known, "parameters."))


def _output(level: Draft, target: Call, via: Call | None, rest: list[str]) -> Source:
    _require_order(level, target, via)
    parts = _output_parts(target, rest)
    if via is not None and via.at is not target:
        via.at.edges.setdefault(target, f"{target.name}.{'.'.join(rest)}")
    return Source(level, (level.root, target.name, *parts), rest[-1], "-".join((target.name, rest[-1])))


def _require_order(level: Draft, target: Call, via: Call | None) -> None:
    if via is None:
        return
    if target is via.at:
        if via.of is None:
            message = f"'{target.name}' cannot use its own outputs"
            raise Unresolved("self-reference", message, "name an earlier step, or write a hook")
    elif level.body != "tasks" and target.group >= via.at.group:
        runs = "runs beside" if target.group == via.at.group else "runs after"
        message = f"'{target.name}' has not run yet: it {runs} '{via.at.name}'"
        raise Unresolved("not-yet-run", message, f"put '{target.name}' before it")


def _output_parts(target: Call, rest: list[str]) -> tuple[str, ...]:
    if not rest:
        words = ", ".join(_words(target))
        raise Unresolved("incomplete-reference", f"'{target.name}' is a step, not a value", f"name one of: {words}")
    if rest[0] == "outputs" and len(rest) > 1:  # Argo's own spelling after a short root
        return tuple(rest)
    if len(rest) > 1:
        message = f"an output has no parts: '{target.name}.{'.'.join(rest)}'"
        raise Unresolved("unknown-output", message, f"use jsonpath(…) in an expression on '{target.name}.{rest[0]}'")
    return _word(target, rest[0])


def _word(target: Call, word: str) -> tuple[str, ...]:
    draft = target.target
    if not isinstance(draft, Draft):  # a template elsewhere, or one that is missing, which has been reported
        return BUILT_IN.get(word, ("outputs", "parameters", word))
    if draft.loops is not None and word not in ("status", "id", "started_at", "finished_at"):
        return _through_wrapper(draft, word)
    if word in draft.outputs:
        return ("outputs", "result") if is_result(draft, word) else ("outputs", "parameters", word)
    if word not in BUILT_IN:
        hint = _suggest(word, dict.fromkeys(_words(target)), f"{target.name}.")
        raise Unresolved("unknown-output", f"'{target.name}' has no output '{word}'", hint)
    _require_kind(target, draft, word)
    return BUILT_IN[word]


def _through_wrapper(wrapper: Draft, word: str) -> tuple[str, ...]:
    """The loop stands in a template of its own, which has to hand out what its step gives."""
    inner = wrapper.loops
    assert inner is not None
    wrapper.forwarded[word] = ".".join((wrapper.root, inner.name, *_word(inner, word)))
    return ("outputs", "parameters", word)


def _require_kind(target: Call, draft: Draft, word: str) -> None:
    if word in ("result", "exit_code") and draft.body not in _PRINTS:
        message = f"'{target.name}' is made of {draft.body}, which has no {word}"
        raise Unresolved("wrong-kind", message, "declare an output, and name that")
    if word == "ip" and not draft.data.get("daemon"):
        raise Unresolved("wrong-kind", f"'{target.name}' has no address: it is not a daemon", "add daemon: true")


def is_result(draft: Draft, word: str) -> bool:
    """Whether a declared output is a name for what the step prints."""
    output = draft.outputs[word]
    return draft.body in _PRINTS and isinstance(output, dict) and "result" in output


def _words(target: Call) -> list[str]:
    draft = target.target
    if not isinstance(draft, Draft):
        return list(BUILT_IN)
    if draft.loops is not None:
        return _words(draft.loops)
    built_in = [w for w in BUILT_IN if draft.body in _PRINTS or w not in ("result", "exit_code", "host_node_name")]
    return [*draft.outputs, *(w for w in built_in if w != "ip" or draft.data.get("daemon"))]


def _refuse_unknown(reference: Reference, spot: Spot) -> None:
    """Raise for what was meant as a reference; leave alone what belongs to another program's templates."""
    root, *rest = reference.parts
    names = _visible(spot)
    if root == "item":
        raise Unresolved("unknown-reference", "there is no loop here, so there is no item", "add for_each to the step")
    hint = _suggest(root, names, "", ".".join(("", *rest)))
    if not rest and not hint:
        return
    raise Unresolved("unknown-reference", f"there is no step or loop value '{root}' here", hint or _list(names))


def _visible(spot: Spot) -> dict[str, None]:
    names: dict[str, None] = {}
    for level, via in _outwards(spot):
        if via is not None and via.loop is not None and not _in_head(spot, via):
            names.update(dict.fromkeys(filter(None, ("item", via.loop.alias))))
        names.update(dict.fromkeys(level.calls))
    return {**names, "parameters": None, "workflow": None}


def _suggest(name: str, known: dict[str, None], before: str, after: str = "") -> str:
    near = find_nearest(name, tuple(known))
    return f"did you mean '{before}{near}{after}'?" if near else (_list(known) if before else "")


def _list(known: dict[str, None]) -> str:
    shown = list(known)[:8]
    return f"known here: {', '.join(shown)}{' …' if len(known) > 8 else ''}" if shown else ""
