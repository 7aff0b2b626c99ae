"""Resolve the values of a step: its declared outputs, and the built-in values of Argo."""

from __future__ import annotations

import functools
import re

from argogen.argo.variables import STEP_VALUES
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.fallbacks import Fallback, find_fallback
from argogen.language.resolve.symbols import Symbols
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.vocabulary import offers
from argogen.records import TupleRecord
from argogen.suggestions import NameIndex, list_first, list_known, suggest

# The built-in values of a step, in snake_case, with the parts of their Argo tags.
BUILT_IN = {re.sub(r"(?=[A-Z])", "_", parts[-1]).lower(): parts for parts in STEP_VALUES}
# The built-in values that a loop wrapper has itself.
_OF_WRAPPER = frozenset({"status", "id", "started_at", "finished_at"})
_NEEDS = {"result": ("result",), "exit_code": ("result", "pod"), "host_node_name": ("pod",)}
_OF_ONE_RUN = frozenset({"exit_code", "ip", "host_node_name"})


class ForwardedOutput(TupleRecord):
    """An output that a loop wrapper exports: its name, and the parts of the Argo tag of its value."""

    wrapper: TemplateModel
    name: str
    parts: tuple[str, ...]
    fallback: Fallback | None


class StepValue(TupleRecord):
    """The parts of an Argo tag after the name of a step; `forwarded` are the outputs that loop wrappers must export."""

    parts: tuple[str, ...]
    forwarded: tuple[ForwardedOutput, ...] = ()


_BUILT_IN_VALUES = {word: StepValue(parts) for word, parts in BUILT_IN.items()}


def find_value(symbols: Symbols, target: CallModel, rest: list[str]) -> StepValue:
    """Resolve the parts of a reference after the name of a step. Raises UnresolvedReferenceError."""
    if not rest:
        words = ", ".join(filter(None, (list_first(names) for names in _list_names(symbols, target))))
        message = f"'{target.name}' is a step, not a value"
        raise UnresolvedReferenceError("incomplete-reference", message, f"use one of its values: {words}")
    if rest[0] == "outputs" and len(rest) > 1:  # Argo syntax after the name of a step
        rest = rest[2:] if rest[1] == "parameters" and len(rest) == 3 else rest[1:]
    if len(rest) > 1:
        message = f"outputs have no fields: '{target.name}.{'.'.join(rest)}'"
        hint = f"in an expression, use jsonpath({target.name}.{rest[0]}, '$.{'.'.join(rest[1:])}')"
        raise UnresolvedReferenceError("unknown-output", message, hint)
    return _find_named(symbols, target, rest[0])


def find_artifact(symbols: Symbols, target: CallModel, rest: list[str], *, or_value: bool) -> StepValue:
    """Resolve a reference to an artifact; with `or_value`, in an expression, also to other values of the step."""
    word = rest[-1] if rest and rest[:-1] in ([], ["outputs", "artifacts"]) else ".".join(rest)
    template = symbols.find_template(target)
    if template is None and not rest:
        return find_value(symbols, target, rest)
    if template is None:
        return StepValue(BUILT_IN[word] if or_value and word in BUILT_IN else ("outputs", "artifacts", word))
    inner = _find_inner(symbols, template)
    if word in inner.output_artifacts:
        _refuse_loop(target, template)
        return StepValue(("outputs", "artifacts", word))
    if or_value:
        return find_value(symbols, target, rest)
    known = symbols.indices.of(inner.output_artifacts)
    hint = suggest(word, known, list_known(known), prefix=f"{target.name}.")
    raise UnresolvedReferenceError("unknown-output", f"'{target.name}' has no artifact '{word}'", hint)


def _find_inner(symbols: Symbols, template: TemplateModel) -> TemplateModel:
    """Return the template that a step runs; for a loop wrapper, the template in it."""
    inner = symbols.find_template(template.wrapped) if template.wrapped is not None else None
    return inner or template


def _refuse_loop(target: CallModel, template: TemplateModel) -> None:
    if target.loop is not None or template.wrapped is not None:
        message = f"artifacts of '{target.name}' are not available: Argo does not aggregate the artifacts of a loop"
        hint = "give each artifact a unique key in the artifact repository, and read them from there"
        raise UnresolvedReferenceError("unsupported-reference", message, hint)


def _find_named(symbols: Symbols, target: CallModel, word: str) -> StepValue:
    template = symbols.find_template(target)
    if template is None:  # in another workflow, or missing and already reported
        return StepValue(BUILT_IN.get(word, ("outputs", "parameters", word)))
    if template.wrapped is not None and (word not in _OF_WRAPPER or _declares(symbols, template.wrapped, word)):
        return _find_wrapped(symbols, template, template.wrapped, word)
    if word in template.outputs:
        return StepValue(("outputs", "result") if is_result(template, word) else ("outputs", "parameters", word))
    if word in template.output_artifacts:
        message = f"'{target.name}.{word}' is an artifact, not a value"
        source = f'"{{{{{target.name}.{word}}}}}"'
        hint = f"add it as an input: 'artifacts: {{in: {{{word}: {{path: …, from: {source}}}}}}}'"
        raise UnresolvedReferenceError("unsupported-reference", message, hint)
    if word not in BUILT_IN:
        words = NameIndex(others=_list_names(symbols, target))
        hint = suggest(word, words, list_known(words), prefix=f"{target.name}.")
        raise UnresolvedReferenceError("unknown-output", f"'{target.name}' has no output '{word}'", hint)
    _require_kind(target, template, word)
    return _BUILT_IN_VALUES[word]


def _declares(symbols: Symbols, call: CallModel, word: str) -> bool:
    template = symbols.find_template(call)
    return template is not None and word in template.outputs


def _find_wrapped(symbols: Symbols, wrapper: TemplateModel, inner: CallModel, word: str) -> StepValue:
    """Resolve a value of a loop in a wrapper, which has to export it."""
    found = _find_named(symbols, inner, word)
    parts = (wrapper.tag_prefix, inner.name, *found.parts)
    fallback = find_fallback(inner, symbols.find_template(inner), found.parts, word)
    output = ForwardedOutput(wrapper, word, parts, fallback)
    return StepValue(("outputs", "parameters", word), (*found.forwarded, output))


def _require_kind(target: CallModel, template: TemplateModel, word: str) -> None:
    if word in ("result", "exit_code") and not _has(template, word):
        message = f"'{target.name}' has no {word}: not supported by {template.body} templates"
        raise UnresolvedReferenceError("unsupported-reference", message, "use a declared output instead")
    if target.loop is not None and word in _OF_ONE_RUN:
        message = f"{word} of '{target.name}' is not available: it is a loop, and each iteration has a different value"
        raise UnresolvedReferenceError("unsupported-reference", message, "use a declared output instead")
    if word == "ip" and not template.settings.get("daemon"):
        message = f"'{target.name}' has no IP address: it is not a daemon"
        raise UnresolvedReferenceError("unsupported-reference", message, f"add 'daemon: true' to '{target.name}'")


def _has(template: TemplateModel, word: str) -> bool:
    """Return whether a template has a built-in value."""
    if word in ("result", "exit_code") and template.body == "container_set":
        return any(container.get("name") == "main" for container in template.content["containers"])
    if word == "ip":
        return bool(template.settings.get("daemon"))
    return _gives(template.body, word)


@functools.cache
def _gives(body: str, word: str) -> bool:
    """Return whether templates with a body have a built-in value."""
    return all(offers(body, capability) for capability in _NEEDS.get(word, ()))


def is_result(template: TemplateModel, name: str) -> bool:
    """Return whether a declared output is a name for the standard output of the step."""
    return template.outputs[name].source == "result" and offers(template.body, "result")


def _list_names(symbols: Symbols, target: CallModel) -> list[NameIndex]:
    """Return the names of the values of a step: its outputs and its built-in values."""
    template = symbols.find_template(target)
    if template is None:
        return [NameIndex(BUILT_IN)]
    if template.wrapped is not None:
        return _list_names(symbols, template.wrapped)
    return [symbols.indices.of(template.outputs), NameIndex([word for word in BUILT_IN if _has(template, word)])]
