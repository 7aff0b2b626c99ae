"""Tags of Argo's as references of the language, one text at a time.

The resolver of pipelines is asked about each: a tag becomes a reference only if that is written out as the very tag,
and makes no task wait for another that it does not wait for already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from argogen.language.model.drafts import CallModel, Scope, TemplateModel, ValueSource
from argogen.language.resolve.edges import find_needed
from argogen.language.resolve.faults import UnresolvedReferenceError
from argogen.language.resolve.plumbing import find_known, tag_parts
from argogen.language.resolve.scope import Pipeline, resolve
from argogen.language.resolve.step_values import BUILT_IN
from argogen.language.tags import (
    Knows,
    Reference,
    expression_references,
    references,
    replace,
    replace_in_expression,
)
from argogen.language.vocabulary import ARGO_ROOTS

_WORDS = {parts: word for word, parts in BUILT_IN.items()}

Change = Callable[[str], str]


class ForeignTagError(Exception):
    """A tag that is another program's stands where the language would take it for a reference."""


class Watcher:
    """Changes nothing, and raises ForeignTagError for what the language would take for something else.

    `host` is where what stands outside of all templates is read.
    """

    def __init__(self, pipeline: Pipeline, host: TemplateModel) -> None:
        self._pipeline = pipeline
        self._host = host

    def in_text(self, scope: Scope) -> Change:
        """What becomes of a text that is read at a scope."""
        return lambda text: self._look(text, references(text, self._knows(scope)), scope) if "{{" in text else text

    def in_expression(self, scope: Scope) -> Change:
        """What becomes of an expression that stands without braces."""
        return lambda text: self._look(text, expression_references(text, self._knows(scope)), scope)

    def _knows(self, scope: Scope) -> Knows:
        return find_known(scope, self._pipeline)

    def _look(self, text: str, found: Iterable[Reference], scope: Scope) -> str:
        for reference in found:
            if reference.parts[0] not in ARGO_ROOTS and not reference.called and self._is_taken(reference, scope):
                raise ForeignTagError(reference.text)
        return text

    def _is_taken(self, reference: Reference, scope: Scope) -> bool:
        if scope.draft is self._host:
            return reference.parts[0] == "parameters"
        try:
            source = resolve(reference, scope, self._pipeline)
        except UnresolvedReferenceError:
            return True
        return source is not None and not _is_here(source, scope, reference.parts)


class Shortener:
    """Shortens what has been looked through."""

    def __init__(self, pipeline: Pipeline, host: TemplateModel) -> None:
        self._pipeline = pipeline
        self._host = host
        self._above: dict[CallModel, frozenset[str]] = {}

    def in_text(self, scope: Scope) -> Change:
        """What becomes of a text that is read at a scope."""

        def change(text: str) -> str:
            if "{{" not in text:
                return text
            short = replace(text, lambda reference: self._find_short(reference, scope), _know_nothing)
            back = replace(
                short, lambda reference: self._write_out(reference, scope), find_known(scope, self._pipeline)
            )
            return short if back == text else text

        return change

    def in_expression(self, scope: Scope) -> Change:
        """What becomes of an expression that stands without braces."""

        def change(text: str) -> str:
            short = replace_in_expression(text, lambda reference: self._find_short(reference, scope), _know_nothing)
            known = find_known(scope, self._pipeline)
            back = replace_in_expression(short, lambda reference: self._write_out(reference, scope), known)
            return short if back == text else text

        return change

    def _find_short(self, reference: Reference, scope: Scope) -> tuple[str, ...] | None:
        for parts in () if reference.minus else _list_short(reference.parts):
            short = Reference(".".join(parts), parts, reference.in_expression)
            if self._means(short, reference.parts, scope):
                return parts
        return None

    def _means(self, short: Reference, parts: tuple[str, ...], scope: Scope) -> bool:
        if scope.draft is self._host and short.parts[0] != "parameters":
            return False
        source = self._resolve(short, scope)
        return source is not None and _is_here(source, scope, parts) and not self._adds_edge(source, scope)

    def _write_out(self, reference: Reference, scope: Scope) -> tuple[str, ...] | None:
        if reference.parts[0] in ARGO_ROOTS or reference.called:
            return None
        source = self._resolve(reference, scope)
        return None if source is None else tag_parts(source, scope)

    def _resolve(self, reference: Reference, scope: Scope) -> ValueSource | None:
        try:
            return resolve(reference, scope, self._pipeline)
        except UnresolvedReferenceError:
            return None

    def _adds_edge(self, source: ValueSource, scope: Scope) -> bool:
        call = scope.call
        if call is None or call.owner.body != "tasks" or source.parts[0] != "tasks" or source.level is not call.owner:
            return False
        return source.parts[1] != call.at.name and source.parts[1] not in self._find_above(call.at)

    def _find_above(self, call: CallModel) -> frozenset[str]:
        """The tasks that have run before one, by what it needs."""
        if call not in self._above:
            self._above[call] = frozenset()  # a circle is found elsewhere
            needs = [call.owner.calls[name] for name in find_needed(call) if name in call.owner.calls]
            above = (self._find_above(need) | {need.name} for need in needs)
            self._above[call] = frozenset().union(*above)
        return self._above[call]


def _know_nothing(_: tuple[str, ...]) -> bool:
    """In Argo's own expressions every dash is a minus."""
    return False


def _is_here(source: ValueSource, scope: Scope, parts: tuple[str, ...]) -> bool:
    """Whether a value is read here by the very tag that these parts are."""
    return source.level in (None, scope.draft, scope.call and scope.call.at) and source.parts == parts


def _list_short(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The references that may mean a tag of Argo's."""
    root, *rest = parts
    if root in ("inputs", "workflow") and len(rest) == 2 and rest[0] in ("parameters", "artifacts"):
        yield rest[0], rest[1]
    if root in ("steps", "tasks") and len(rest) > 1:
        name, *words = rest
        if tuple(words) in _WORDS:
            yield name, _WORDS[tuple(words)]
        if len(words) == 3 and words[0] == "outputs" and words[1] in ("parameters", "artifacts"):
            yield name, words[2]
