"""Convert Argo tags in strings to references of the language.

A tag is converted only if the resolver expands the reference to the same tag, and if it adds no dependency between
tasks.
"""

from __future__ import annotations

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
from argogen.linter.model.cycles import Reachability

_BUILT_IN_NAMES = {parts: name for name, parts in BUILT_IN.items()}

StringTransform = Callable[[str], str]


class ForeignTagError(Exception):
    """An unrecognized tag would be parsed as a reference of the language."""


def _read_expression(text: str, knows: Knows) -> Iterable[Reference]:
    """Return the references of an expression; empty for an invalid expression, which is kept unchanged."""
    try:
        return expression_references(text, knows)
    except ExpressionSyntaxError:
        return ()


class ForeignTagDetector:
    """Raises ForeignTagError for tags that would have another meaning in the language; changes no string."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def in_text(self, scope: Scope) -> StringTransform:
        """Return the transform of strings in a scope."""
        return lambda text: self._check(text, references(text, self._knows(scope)), scope) if "{{" in text else text

    def in_expression(self, scope: Scope) -> StringTransform:
        """Return the transform of expressions without braces in a scope."""
        return lambda text: self._check(text, _read_expression(text, self._knows(scope)), scope)

    def _knows(self, scope: Scope) -> Knows:
        return self._resolver.find_known(scope)

    def _check(self, text: str, found: Iterable[Reference], scope: Scope) -> str:
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
    """Shortens the tags of strings that were accepted by a ForeignTagDetector.

    `read_loops` are the loops whose outputs the manifest reads without a fallback for an empty list.
    """

    def __init__(self, resolver: Resolver) -> None:
        self.read_loops: dict[CallModel, None] = {}
        self._resolver = resolver
        self._needs: dict[TemplateModel, Reachability] = {}

    def in_text(self, scope: Scope) -> StringTransform:
        """Return the transform of strings in a scope."""

        def change(text: str) -> str:
            if "{{" not in text:
                return text
            short = replace(text, lambda reference: self._find_short(reference, scope), _know_nothing)
            back = replace(short, lambda reference: self._write_out(reference, scope), self._resolver.find_known(scope))
            return short if back == text else text

        return change

    def in_expression(self, scope: Scope) -> StringTransform:
        """Return the transform of expressions without braces in a scope."""

        def change(text: str) -> str:
            short = replace_in_expression(text, lambda reference: self._find_short(reference, scope), _know_nothing)
            known = self._resolver.find_known(scope)
            back = replace_in_expression(short, lambda reference: self._write_out(reference, scope), known)
            return short if back == text else text

        return change

    def _find_short(self, reference: Reference, scope: Scope) -> tuple[str, ...] | None:
        for parts in () if reference.minus else _list_short(reference.parts):
            short = Reference(".".join(parts), parts, reference.in_expression)
            source = self._find_source(short, reference.parts, scope)
            if source is not None:
                self._note_loop(source)
                return parts
        return None

    def _find_source(self, short: Reference, parts: tuple[str, ...], scope: Scope) -> ValueSource | None:
        """Return the source of a reference that is rendered as a tag of exactly these parts."""
        symbols = self._resolver.symbols
        if scope.template is symbols.pipeline.host and short.parts[0] != "parameters":
            return None
        source = self._resolve(short, scope)
        if source is None or not _is_here(source, scope, parts, symbols) or self._adds_edge(source, scope):
            return None
        return source if source.fallback is None or source.fallback.is_for_empty_list else None

    def _note_loop(self, source: ValueSource) -> None:
        if source.fallback is not None and isinstance(source.level, TemplateModel):
            self.read_loops[source.level.calls[source.parts[1]]] = None

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
        return source.parts[1] != task.name and not self._needs_of(dag).contains(task.name, source.parts[1])

    def _needs_of(self, dag: TemplateModel) -> Reachability:
        """Return the direct and indirect dependencies of each task of a DAG."""
        if dag not in self._needs:
            self._needs[dag] = Reachability({name: find_needed(task) for name, task in dag.calls.items()})
        return self._needs[dag]


def _know_nothing(_: tuple[str, ...]) -> bool:
    """Return that no name is known: in Argo expressions, every dash is a minus sign."""
    return False


def _is_here(source: ValueSource, scope: Scope, parts: tuple[str, ...], symbols: Symbols) -> bool:
    """Return whether the tag of a value in a scope consists of exactly these parts."""
    step = None if scope.call is None else symbols.step_of(scope.call)
    return source.level in (None, scope.template, step) and source.parts == parts


def _list_short(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the candidate references for an Argo tag."""
    root, *rest = parts
    if root in ("inputs", "workflow") and len(rest) == 2 and rest[0] in ("parameters", "artifacts"):
        yield rest[0], rest[1]
    if root in ("steps", "tasks") and len(rest) > 1:
        name, *words = rest
        if tuple(words) in _BUILT_IN_NAMES:
            yield name, _BUILT_IN_NAMES[tuple(words)]
        if len(words) == 3 and words[0] == "outputs" and words[1] in ("parameters", "artifacts"):
            yield name, words[2]
