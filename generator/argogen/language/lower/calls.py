"""Calls: steps, tasks and hooks of the Context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen import context
from argogen.argo.structure import Structure
from argogen.language.code.functions import is_code
from argogen.language.lower.artifacts import build_artifacts
from argogen.language.lower.parameters import build_arguments, read_parameter
from argogen.language.lower.values import as_text, as_value
from argogen.language.model.drafts import CallModel, Inherited, Scope, TemplateModel, ValueSource
from argogen.language.resolve.edges import Edges
from argogen.language.resolve.plumbing import TagWriter, tag_parts


def build_call(
    call: CallModel, edges: Edges, inline: context.Template | None, raw: Mapping[str, Any], structure: Structure
) -> context.Call:
    """A step or a task, every reference written out; `inline` is the template that it holds itself, if it does."""
    write = TagWriter(Scope(call.owner, call))
    on_exit, exit_hook = _on_exit(call)
    return context.Call(
        name=call.name,
        template=None if inline else _template(call),
        template_ref=_template_ref(call),
        inline=inline,
        arguments=_arguments(call),
        more_arguments=_more_arguments(call, structure),
        artifacts=_artifacts(call, structure),
        when=_when(call, write),
        **_loop(call),
        dependencies=edges.dependencies,
        depends=edges.depends,
        continue_on=call.data.get("continue_on"),
        on_exit=on_exit,
        hooks=tuple(build_hook(name, hook, structure) for name, hook in {**call.hooks, **exit_hook}.items()),
        raw=raw,
        origin=call.path,
    )


def build_hook(name: str, hook: CallModel, structure: Structure) -> context.Hook:
    """A hook: what it calls, with which arguments, and when."""
    expression = hook.data.get("expression")
    write = TagWriter(Scope(hook.owner, hook))
    return context.Hook(
        name,
        _template(hook),
        _template_ref(hook),
        _arguments(hook),
        _more_arguments(hook, structure),
        _artifacts(hook, structure),
        None if expression is None else write.expression(expression),
        hook.path,
    )


def _on_exit(call: CallModel) -> tuple[str | None, dict[str, CallModel]]:
    """`onExit` takes a template's name and nothing else; with arguments, it is the hook `exit`."""
    handler = call.on_exit
    if handler is None:
        return None, {}
    if isinstance(handler.target, TemplateModel) and not _takes_arguments(handler, handler.target):
        return handler.target.name, {}
    return None, {"exit": handler}


def _takes_arguments(call: CallModel, target: TemplateModel) -> bool:
    return bool(call.arguments or call.more_arguments or call.artifacts or (target.caller is call and target.plumbed))


def _template(call: CallModel) -> str | None:
    return call.target.name if isinstance(call.target, (TemplateModel, Inherited)) else None


def _template_ref(call: CallModel) -> context.TemplateRef | None:
    return call.target if isinstance(call.target, context.TemplateRef) else None


def _arguments(call: CallModel) -> tuple[context.Parameter, ...]:
    scope = Scope(call.owner, call)
    path = (*call.path, "with")
    is_for_code = isinstance(call.target, TemplateModel) and is_code(call.target.body)
    written = build_arguments(call.arguments, path, TagWriter(scope), as_value if is_for_code else as_text)
    carried = ((name, _tag(source, scope)) for name, source in _carried(call, "parameters"))
    return (*written, *(context.Parameter(name, tag, origin=call.path) for name, tag in carried))


def _more_arguments(call: CallModel, structure: Structure) -> tuple[context.Parameter, ...]:
    if not call.more_arguments:
        return ()
    written = TagWriter(Scope(call.owner, call))(structure.coerce(call.more_arguments, "[Parameter]"))
    path = (*call.path, "arguments", "parameters")
    return tuple(read_parameter(argument, (*path, number)) for number, argument in enumerate(written))


def _artifacts(call: CallModel, structure: Structure) -> tuple[context.Artifact, ...]:
    scope = Scope(call.owner, call)
    written = build_artifacts(call.artifacts, call.path_of_artifact, scope, structure) if call.artifacts else ()
    carried = ((name, _tag(source, scope)) for name, source in _carried(call, "artifacts"))
    return (*written, *(context.Artifact(name, reference=tag, origin=call.path) for name, tag in carried))


def _carried(call: CallModel, kind: str) -> Iterator[tuple[str, ValueSource]]:
    """What the call has to pass on to the inside of a template of its own, by the name of the input there."""
    inside = call.target.plumbed if isinstance(call.target, TemplateModel) and call.target.caller is call else {}
    return ((name, source) for source, name in inside.items() if source.kind == kind)


def _tag(source: ValueSource, scope: Scope) -> str:
    return "{{" + ".".join(tag_parts(source, scope)) + "}}"


def _when(call: CallModel, write: TagWriter) -> str | None:
    when = call.data.get("when")
    if isinstance(when, bool):
        return "true" if when else "false"
    return None if when is None else str(write(when))


def _loop(call: CallModel) -> dict[str, Any]:
    if call.loop is None:
        return {}
    write = TagWriter(Scope(call.owner, call, head=True))
    value = call.loop.value
    if isinstance(value, dict) and "sequence" in value:
        return {"with_sequence": _sequence(value["sequence"], write)}
    items = value["items"] if isinstance(value, dict) else value
    if isinstance(items, str):
        return {"with_param": write(items)}
    # Argo runs once over an empty withItems, with the tag as text; over an empty withParam it runs nothing.
    return {"with_items": tuple(write(items))} if items else {"with_param": "[]"}


def _sequence(written: Mapping[str, Any], write: TagWriter) -> context.Sequence:
    return context.Sequence(**{key: write(as_text(value)) for key, value in written.items()})
