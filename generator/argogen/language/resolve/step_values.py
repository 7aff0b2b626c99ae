"""What can be asked of a step: its declared outputs, and the words that Argo itself has for every step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from argogen.argo.variables import STEP_VALUES
from argogen.language.model.drafts import CallModel, TemplateModel
from argogen.language.resolve.faults import UnresolvedReferenceError
from argogen.language.vocabulary import offers
from argogen.suggestions import list_known, suggest

# Words of a step that Argo itself provides, in snake_case, and the parts of its tag for them.
BUILT_IN = {re.sub(r"(?=[A-Z])", "_", parts[-1]).lower(): parts for parts in STEP_VALUES}
# Those that a loop's wrapper has of its own, and need not be handed out of it.
_OF_WRAPPER = frozenset({"status", "id", "started_at", "finished_at"})
_NEEDS = {"result": ("result",), "exit_code": ("result", "pod"), "host_node_name": ("pod",)}
_OF_ONE_RUN = frozenset({"exit_code", "ip", "host_node_name"})


def output_parts(target: CallModel, rest: list[str]) -> tuple[str, ...]:
    """The parts of Argo's tag after the step's name, for what follows that name in a short reference.

    Raises UnresolvedReferenceError for what the step does not give.
    """
    if not rest:
        words = ", ".join(_words(target))
        raise UnresolvedReferenceError(
            "incomplete-reference", f"'{target.name}' is a step, not a value", f"name one of: {words}"
        )
    if rest[0] == "outputs" and len(rest) > 1:  # Argo's own spelling after a short root
        rest = rest[2:] if rest[1] == "parameters" and len(rest) == 3 else rest[1:]
    if len(rest) > 1:
        message = f"an output has no parts: '{target.name}.{'.'.join(rest)}'"
        raise UnresolvedReferenceError(
            "unknown-output", message, f"use jsonpath(…) in an expression on '{target.name}.{rest[0]}'"
        )
    return _word(target, rest[0])


def find_artifact(target: CallModel, rest: list[str], *, or_value: bool) -> tuple[str, ...]:
    """The same for what names an artifact; `or_value`, in an expression, falls back on what else has the name."""
    word = rest[-1] if rest and rest[:-1] in ([], ["outputs", "artifacts"]) else ".".join(rest)
    draft = target.target
    if not isinstance(draft, TemplateModel):
        return BUILT_IN[word] if or_value and word in BUILT_IN else ("outputs", "artifacts", word)
    if word in _inner(draft).output_artifacts:
        _refuse_loop(target, draft)
        return ("outputs", "artifacts", word)
    if or_value:
        return output_parts(target, rest)
    known = _inner(draft).output_artifacts
    hint = suggest(word, known, list_known(known), prefix=f"{target.name}.")
    raise UnresolvedReferenceError("unknown-output", f"'{target.name}' has no artifact '{word}'", hint)


def _inner(draft: TemplateModel) -> TemplateModel:
    """The template that does the work: that inside of a loop's wrapper."""
    target = draft.wrapped.target if draft.wrapped is not None else None
    return target if isinstance(target, TemplateModel) else draft


def _refuse_loop(target: CallModel, draft: TemplateModel) -> None:
    if target.loop is not None or draft.wrapped is not None:
        message = f"'{target.name}' is a loop, and Argo does not put the artifacts of its runs together"
        raise UnresolvedReferenceError(
            "wrong-kind", message, "give each a key of its own in a store, and read them from there"
        )


def _word(target: CallModel, word: str) -> tuple[str, ...]:
    draft = target.target
    if not isinstance(draft, TemplateModel):  # a template elsewhere, or one that is missing, which has been reported
        return BUILT_IN.get(word, ("outputs", "parameters", word))
    if draft.wrapped is not None and (word not in _OF_WRAPPER or word in _declared(draft.wrapped)):
        return _through_wrapper(draft, word)
    if word in draft.outputs:
        return ("outputs", "result") if is_result(draft, word) else ("outputs", "parameters", word)
    if word in draft.output_artifacts:
        message = f"'{target.name}.{word}' is an artifact, not a value"
        raise UnresolvedReferenceError(
            "wrong-kind", message, f"take it in with artifacts: {{in: {{{word}: {{from: …}}}}}}"
        )
    if word not in BUILT_IN:
        words = dict.fromkeys(_words(target))
        hint = suggest(word, words, list_known(words), prefix=f"{target.name}.")
        raise UnresolvedReferenceError("unknown-output", f"'{target.name}' has no output '{word}'", hint)
    _require_kind(target, draft, word)
    return BUILT_IN[word]


def _declared(call: CallModel) -> Mapping[str, Any]:
    return call.target.outputs if isinstance(call.target, TemplateModel) else {}


def _through_wrapper(wrapper: TemplateModel, word: str) -> tuple[str, ...]:
    """The loop stands in a template of its own, which has to hand out what its step gives."""
    inner = wrapper.wrapped
    assert inner is not None
    wrapper.forwarded[word] = ".".join((wrapper.root, inner.name, *_word(inner, word)))
    return ("outputs", "parameters", word)


def _require_kind(target: CallModel, draft: TemplateModel, word: str) -> None:
    if word in ("result", "exit_code") and not _has(draft, word):
        message = f"'{target.name}' is made of {draft.body}, which has no {word}"
        raise UnresolvedReferenceError("wrong-kind", message, "declare an output, and name that")
    if target.loop is not None and word in _OF_ONE_RUN:
        message = f"'{target.name}' is a loop, and each of its runs has its own {word}"
        raise UnresolvedReferenceError("wrong-kind", message, "declare an output, and collect that")
    if word == "ip" and not draft.data.get("daemon"):
        raise UnresolvedReferenceError(
            "wrong-kind", f"'{target.name}' has no address: it is not a daemon", "add daemon: true"
        )


def _has(draft: TemplateModel, word: str) -> bool:
    """Whether a template with this body has one of Argo's words."""
    if word in ("result", "exit_code") and draft.body == "container_set":
        return any(container.get("name") == "main" for container in draft.data["container_set"]["containers"])
    if word == "ip":
        return bool(draft.data.get("daemon"))
    return all(offers(draft.body, what) for what in _NEEDS.get(word, ()))


def is_result(draft: TemplateModel, word: str) -> bool:
    """Whether a declared output is a name for what the step prints."""
    output = draft.outputs[word]
    return offers(draft.body, "result") and isinstance(output, dict) and "result" in output


def _words(target: CallModel) -> list[str]:
    draft = target.target
    if not isinstance(draft, TemplateModel):
        return list(BUILT_IN)
    if draft.wrapped is not None:
        return _words(draft.wrapped)
    return [*draft.outputs, *(word for word in BUILT_IN if _has(draft, word))]
