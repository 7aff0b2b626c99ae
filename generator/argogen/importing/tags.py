"""Turn Argo's tags into references of the language, one string at a time.

A tag becomes a reference only if the resolver of pipelines expands that to the same tag, and if it adds no dependency
between tasks.
"""

from __future__ import annotations

import contextlib
import graphlib
from collections.abc import Callable, Iterable, Iterator

from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.edges import find_needed
from argogen.language.resolve.references import Resolver, ValueSource
from argogen.language.resolve.step_values import BUILT_IN
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import (
    Knows,
    Reference,
    expression_references,
    references,
    replace,
    replace_in_expression,
)

_WORDS = {parts: word for word, parts in BUILT_IN.items()}

StringTransform = Callable[[str], str]


class ForeignTagError(Exception):
    """A tag of another program stands where the language would read it as a reference."""


def _read_expression(text: str, knows: Knows) -> Iterable[Reference]:
    """The references of an expression; none of one that Argo cannot read either, which stays as it is."""
    try:
        return expression_references(text, knows)
    except ExpressionSyntaxError:
        return ()


class ForeignTagDetector:
    """Raises ForeignTagError for tags that the language would read as something else; changes nothing."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def in_text(self, scope: Scope) -> StringTransform:
        """Return what becomes of a text that is read at a scope."""
        return lambda text: self._look(text, references(text, self._knows(scope)), scope) if "{{" in text else text

    def in_expression(self, scope: Scope) -> StringTransform:
        """Return what becomes of an expression that stands without braces."""
        return lambda text: self._look(text, _read_expression(text, self._knows(scope)), scope)

    def _knows(self, scope: Scope) -> Knows:
        return self._resolver.find_known(scope)

    def _look(self, text: str, found: Iterable[Reference], scope: Scope) -> str:
        for reference in found:
            if (
                reference.parts[0] not in VARIABLE_PREFIXES
                and not reference.called
                and self._is_taken(reference, scope)
            ):
                raise ForeignTagError(reference.text)
        return text

    def _is_taken(self, reference: Reference, scope: Scope) -> bool:
        if scope.template is self._resolver.symbols.pipeline.host:
            return reference.parts[0] == "parameters"
        try:
            resolved = self._resolver.resolve(reference, scope)
        except UnresolvedReferenceError:
            return True
        symbols = self._resolver.symbols
        return resolved is not None and not _is_here(resolved.source, scope, reference.parts, symbols)


class ReferenceShortener:
    """Shortens the tags of strings that a ForeignTagDetector has accepted."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._above: dict[TemplateModel, dict[str, frozenset[str]]] = {}

    def in_text(self, scope: Scope) -> StringTransform:
        """Return what becomes of a text that is read at a scope."""

        def change(text: str) -> str:
            if "{{" not in text:
                return text
            short = replace(text, lambda reference: self._find_short(reference, scope), _know_nothing)
            back = replace(short, lambda reference: self._write_out(reference, scope), self._resolver.find_known(scope))
            return short if back == text else text

        return change

    def in_expression(self, scope: Scope) -> StringTransform:
        """Return what becomes of an expression that stands without braces."""

        def change(text: str) -> str:
            short = replace_in_expression(text, lambda reference: self._find_short(reference, scope), _know_nothing)
            known = self._resolver.find_known(scope)
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
        symbols = self._resolver.symbols
        if scope.template is symbols.pipeline.host and short.parts[0] != "parameters":
            return False
        source = self._resolve(short, scope)
        return source is not None and _is_here(source, scope, parts, symbols) and not self._adds_edge(source, scope)

    def _write_out(self, reference: Reference, scope: Scope) -> tuple[str, ...] | None:
        if reference.parts[0] in VARIABLE_PREFIXES or reference.called:
            return None
        source = self._resolve(reference, scope)
        is_here = source is not None and _is_here(source, scope, source.parts, self._resolver.symbols)
        return source.parts if source is not None and is_here else None

    def _resolve(self, reference: Reference, scope: Scope) -> ValueSource | None:
        try:
            resolved = self._resolver.resolve(reference, scope)
        except UnresolvedReferenceError:
            return None
        return None if resolved is None else resolved.source

    def _adds_edge(self, source: ValueSource, scope: Scope) -> bool:
        call, dag = scope.call, scope.template
        if call is None or dag.body != "tasks" or source.parts[0] != "tasks" or source.level is not dag:
            return False
        task = self._resolver.symbols.step_of(call)
        return source.parts[1] != task.name and source.parts[1] not in self._find_above(task, dag)

    def _find_above(self, task: CallModel, dag: TemplateModel) -> frozenset[str]:
        """Return the tasks that have run before one, by what it needs."""
        if dag not in self._above:
            self._above[dag] = _list_above(dag)
        return self._above[dag].get(task.name, frozenset())


def _list_above(dag: TemplateModel) -> dict[str, frozenset[str]]:
    """Return the tasks that have run before each task of a DAG; none where they wait for each other."""
    needs = {name: [need for need in find_needed(task) if need in dag.calls] for name, task in dag.calls.items()}
    above: dict[str, frozenset[str]] = {}
    with contextlib.suppress(graphlib.CycleError):
        for name in graphlib.TopologicalSorter(needs).static_order():
            above[name] = frozenset(needs[name]).union(*(above[need] for need in needs[name]))
    return above


def _know_nothing(_: tuple[str, ...]) -> bool:
    """In Argo's own expressions every dash is a minus."""
    return False


def _is_here(source: ValueSource, scope: Scope, parts: tuple[str, ...], symbols: Symbols) -> bool:
    """Return whether a value is read here by the very tag that these parts are."""
    step = None if scope.call is None else symbols.step_of(scope.call)
    return source.level in (None, scope.template, step) and source.parts == parts


def _list_short(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the references that may stand for a tag of Argo."""
    root, *rest = parts
    if root in ("inputs", "workflow") and len(rest) == 2 and rest[0] in ("parameters", "artifacts"):
        yield rest[0], rest[1]
    if root in ("steps", "tasks") and len(rest) > 1:
        name, *words = rest
        if tuple(words) in _WORDS:
            yield name, _WORDS[tuple(words)]
        if len(words) == 3 and words[0] == "outputs" and words[1] in ("parameters", "artifacts"):
            yield name, words[2]
