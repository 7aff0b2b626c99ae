"""What a step gives: its declared outputs, and the words that Argo itself has for every step."""

from __future__ import annotations

import re
from typing import NamedTuple

from argogen.argo.variables import STEP_VALUES
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.symbols import Symbols
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.vocabulary import offers
from argogen.suggestions import list_known, suggest

# Words of a step that Argo itself provides, in snake_case, and the parts of its tag for them.
BUILT_IN = {re.sub(r"(?=[A-Z])", "_", parts[-1]).lower(): parts for parts in STEP_VALUES}
# Those that a loop's wrapper has of its own, and need not be handed out of it.
_OF_WRAPPER = frozenset({"status", "id", "started_at", "finished_at"})
_NEEDS = {"result": ("result",), "exit_code": ("result", "pod"), "host_node_name": ("pod",)}
_OF_ONE_RUN = frozenset({"exit_code", "ip", "host_node_name"})


class ForwardedOutput(NamedTuple):
    """An output that a loop's wrapper has to hand out: its name, and Argo's tag of it there, without its braces."""

    wrapper: TemplateModel
    name: str
    tag: str


class StepValue(NamedTuple):
    """The parts of Argo's tag after a step's name; `forwarded` where a loop's wrapper has to hand the value out."""

    parts: tuple[str, ...]
    forwarded: tuple[ForwardedOutput, ...] = ()


def find_value(symbols: Symbols, target: CallModel, rest: list[str]) -> StepValue:
    """Return what a step gives by what follows its name in a reference. Raises UnresolvedReferenceError."""
    if not rest:
        words = ", ".join(_words(symbols, target))
        message = f"'{target.name}' is a step, not a value"
        raise UnresolvedReferenceError("incomplete-reference", message, f"name one of: {words}")
    if rest[0] == "outputs" and len(rest) > 1:  # Argo's own spelling after a short root
        rest = rest[2:] if rest[1] == "parameters" and len(rest) == 3 else rest[1:]
    if len(rest) > 1:
        message = f"an output has no parts: '{target.name}.{'.'.join(rest)}'"
        hint = f"use jsonpath(…) in an expression on '{target.name}.{rest[0]}'"
        raise UnresolvedReferenceError("unknown-output", message, hint)
    return _find_word(symbols, target, rest[0])


def find_artifact(symbols: Symbols, target: CallModel, rest: list[str], *, or_value: bool) -> StepValue:
    """Return the same for the name of an artifact; with `or_value`, in an expression, of anything else."""
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
    known = inner.output_artifacts
    hint = suggest(word, known, list_known(known), prefix=f"{target.name}.")
    raise UnresolvedReferenceError("unknown-output", f"'{target.name}' has no artifact '{word}'", hint)


def _find_inner(symbols: Symbols, template: TemplateModel) -> TemplateModel:
    """Return the template that does the work: that inside of a loop's wrapper."""
    inner = symbols.find_template(template.wrapped) if template.wrapped is not None else None
    return inner or template


def _refuse_loop(target: CallModel, template: TemplateModel) -> None:
    if target.loop is not None or template.wrapped is not None:
        message = f"'{target.name}' is a loop, and Argo does not put the artifacts of its runs together"
        hint = "give each a key of its own in a store, and read them from there"
        raise UnresolvedReferenceError("wrong-kind", message, hint)


def _find_word(symbols: Symbols, target: CallModel, word: str) -> StepValue:
    template = symbols.find_template(target)
    if template is None:  # a template elsewhere, or one that is missing, which has been reported
        return StepValue(BUILT_IN.get(word, ("outputs", "parameters", word)))
    if template.wrapped is not None and (word not in _OF_WRAPPER or _declares(symbols, template.wrapped, word)):
        return _find_wrapped(symbols, template, template.wrapped, word)
    if word in template.outputs:
        return StepValue(("outputs", "result") if is_result(template, word) else ("outputs", "parameters", word))
    if word in template.output_artifacts:
        message = f"'{target.name}.{word}' is an artifact, not a value"
        hint = f"take it in with artifacts: {{in: {{{word}: {{from: …}}}}}}"
        raise UnresolvedReferenceError("wrong-kind", message, hint)
    if word not in BUILT_IN:
        words = dict.fromkeys(_words(symbols, target))
        hint = suggest(word, words, list_known(words), prefix=f"{target.name}.")
        raise UnresolvedReferenceError("unknown-output", f"'{target.name}' has no output '{word}'", hint)
    _require_kind(target, template, word)
    return StepValue(BUILT_IN[word])


def _declares(symbols: Symbols, call: CallModel, word: str) -> bool:
    template = symbols.find_template(call)
    return template is not None and word in template.outputs


def _find_wrapped(symbols: Symbols, wrapper: TemplateModel, inner: CallModel, word: str) -> StepValue:
    """Return a value of a loop in a template of its own, which has to hand out what its step gives."""
    found = _find_word(symbols, inner, word)
    tag = ".".join((wrapper.tag_prefix, inner.name, *found.parts))
    return StepValue(("outputs", "parameters", word), (*found.forwarded, ForwardedOutput(wrapper, word, tag)))


def _require_kind(target: CallModel, template: TemplateModel, word: str) -> None:
    if word in ("result", "exit_code") and not _has(template, word):
        message = f"'{target.name}' is made of {template.body}, which has no {word}"
        raise UnresolvedReferenceError("wrong-kind", message, "declare an output, and name that")
    if target.loop is not None and word in _OF_ONE_RUN:
        message = f"'{target.name}' is a loop, and each of its runs has its own {word}"
        raise UnresolvedReferenceError("wrong-kind", message, "declare an output, and collect that")
    if word == "ip" and not template.settings.get("daemon"):
        message = f"'{target.name}' has no address: it is not a daemon"
        raise UnresolvedReferenceError("wrong-kind", message, "add daemon: true")


def _has(template: TemplateModel, word: str) -> bool:
    """Return whether a template with this body has one of Argo's words."""
    if word in ("result", "exit_code") and template.body == "container_set":
        return any(container.get("name") == "main" for container in template.content["containers"])
    if word == "ip":
        return bool(template.settings.get("daemon"))
    return all(offers(template.body, what) for what in _NEEDS.get(word, ()))


def is_result(template: TemplateModel, name: str) -> bool:
    """Return whether a declared output is a name for what the step prints."""
    return template.outputs[name].source == "result" and offers(template.body, "result")


def _words(symbols: Symbols, target: CallModel) -> list[str]:
    template = symbols.find_template(target)
    if template is None:
        return list(BUILT_IN)
    if template.wrapped is not None:
        return _words(symbols, template.wrapped)
    return [*template.outputs, *(word for word in BUILT_IN if _has(template, word))]
