"""Resolve the references in texts, and record what they need: inputs, edges, outputs of wrappers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.diagnostics import Severity
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.references import Resolver, ValueSource
from argogen.language.resolve.symbols import Scope
from argogen.language.resolve.unresolved import UnresolvedReferenceError
from argogen.language.tags import (
    ExpressionTag,
    Reference,
    SpacedTag,
    bad_expression,
    expression_references,
    find_text,
    find_texts_with_tags,
    find_unclosed,
    references,
    scan,
)
from argogen.yaml.node_path import NodePath

# Finds, when something is wrong with a text, where in the document it stands.
Where = Callable[[str], NodePath]


class ResolvedTexts(NamedTuple):
    """What the texts of a pipeline refer to.

    `references` are those that mean something, by scope and text; `threaded` the values that each template needs from
    outside, in order of first use; `waits` the steps that each step needs, with the text of a reference to them;
    `forwarded` the outputs that wrappers of loops hand out, with Argo's tag of each.
    """

    references: Mapping[Scope, Mapping[str, ValueSource]]
    threaded: Mapping[TemplateModel, Mapping[ValueSource, None]]
    waits: Mapping[CallModel, Mapping[CallModel, str]]
    forwarded: Mapping[TemplateModel, Mapping[str, str]]


class TextResolver:
    """Resolves the references of one pipeline, text by text, and collects what they need."""

    def __init__(self, resolver: Resolver, collector: DiagnosticCollector) -> None:
        self._references: dict[Scope, dict[str, ValueSource]] = {}
        self._threaded: dict[TemplateModel, dict[ValueSource, None]] = {}
        self._waits: dict[CallModel, dict[CallModel, str]] = {}
        self._forwarded: dict[TemplateModel, dict[str, str]] = {}
        self._resolver = resolver
        self._collector = collector
        self._plain: dict[int, Any] = {}  # values known to hold no tags, kept alive so that their ids stay theirs

    def collect(self) -> ResolvedTexts:
        """Return what has been found in all texts."""
        return ResolvedTexts(self._references, self._threaded, self._waits, self._forwarded)

    def resolve(self, value: Any, scope: Scope, where: Where) -> list[Reference]:
        """Resolve the references in every text of a value that stands in a scope, and give them."""
        if isinstance(value, str):
            return self.resolve_text(value, scope, where)
        found: list[Reference] = []
        if isinstance(value, (dict, list)) and id(value) not in self._plain:
            texts = find_texts_with_tags(value)
            for text in texts:
                found += self.resolve_text(text, scope, where)
            if not texts:
                self._plain[id(value)] = value
        return found

    def resolve_parameters(self, value: Any, scope: Scope, where: Where) -> None:
        """Resolve the pipeline's parameters alone, where no step can be seen, and leave all other tags to Argo."""
        for text in [value] if isinstance(value, str) else find_texts_with_tags(value):
            for reference in references(text, self._resolver.find_known(scope)):
                if reference.parts[0] == "parameters":
                    self._resolve(reference, text, scope, where)

    def resolve_text(self, text: str, scope: Scope, where: Where) -> list[Reference]:
        """Resolve the references in the tags of a text, and give them."""
        if "{{" not in text:
            return []
        unclosed = find_unclosed(text)
        if unclosed:
            message = "this tag is not closed: Argo would take all up to the next '}}' for it"
            self._collector.error("unclosed-tag", message, where(text), "close it with '}}'", find=unclosed)
        given: list[Reference] = []
        for found in scan(text):
            if isinstance(found, SpacedTag):
                self._report_spaced(found, where(text))
            elif isinstance(found, ExpressionTag):
                given += self._resolve_expression(found, scope, lambda _: where(text))
            else:
                given.append(found)
                self._resolve(found, text, scope, where)
        return given

    def resolve_expression(self, text: str, scope: Scope, where: Where) -> list[Reference]:
        """Resolve the references in an expression that stands without braces, and give them."""
        return self._resolve_expression(ExpressionTag(text, text, 0), scope, where)

    def find_source(self, reference: Reference, scope: Scope) -> ValueSource | None:
        """Return the source of a reference that has been resolved."""
        return self._references.get(scope, {}).get(reference.text)

    def _resolve_expression(self, found: ExpressionTag, scope: Scope, where: Where) -> list[Reference]:
        try:
            known = self._resolver.find_known(scope)
            given = expression_references(found.expression, known, found.tag, found.offset)
        except bad_expression() as fault:
            self._report_expression(fault, found, where(found.expression))
            return []
        for reference in given:
            self._resolve(reference, found.expression, scope, where)
        return list(given)

    def _resolve(self, reference: Reference, text: str, scope: Scope, where: Where) -> None:
        known = self._references.get(scope)
        if (known is not None and reference.text in known) or self._is_foreign(reference, scope):
            return
        try:
            resolved = self._resolver.resolve(reference, scope)
        except UnresolvedReferenceError as fault:
            self._report(fault, reference, where(text))
            return
        if resolved is not None:
            self._references.setdefault(scope, {})[reference.text] = resolved.source
            self._thread(scope, resolved.source)
            if resolved.edge is not None:
                call, needed, used = resolved.edge
                self._waits.setdefault(call, {}).setdefault(needed, used)
            for wrapper, name, tag in resolved.forwarded:
                self._forwarded.setdefault(wrapper, {})[name] = tag

    def _thread(self, scope: Scope, source: ValueSource) -> None:
        """Note that a scope uses a source, and so each template on the way to it needs an input for it."""
        symbols = self._resolver.symbols
        if source.level is None or (scope.call is not None and source.level is symbols.step_of(scope.call)):
            return
        current = scope.template
        while source.level is not current:
            sources = self._threaded.setdefault(current, {})
            if source in sources:
                return
            sources[source] = None
            caller = symbols.openers.get(current)
            if caller is None or source.level is symbols.step_of(caller):
                return
            current = symbols.owners[caller]

    def _report_expression(self, fault: Any, found: ExpressionTag, path: NodePath) -> None:
        within = {"find": found.tag, "skip": found.offset + fault.start, "width": max(1, fault.end - fault.start)}
        ended = fault.start >= len(found.expression.rstrip()) and found.tag.startswith("{{")
        is_cut = ended and found.expression.count("{") > found.expression.count("}")
        hint = "Argo ends a tag at the first '}}': put a space between braces" if is_cut else fault.hint
        self._collector.error("bad-expression", fault.message, path, hint, **within)

    def _report_spaced(self, found: SpacedTag, path: NodePath) -> None:
        message = "Argo takes this for a name and leaves it as it is: an expression begins right behind the braces"
        within = {"find": found.tag, "width": found.tag.index("=") + 1}
        self._collector.report(Severity.WARNING, "spaced-expression", message, path, "write {{=", "{{=", **within)

    def _is_foreign(self, reference: Reference, scope: Scope) -> bool:
        """Return whether a tag is left alone, because the pipeline says that it is another program's."""
        root = reference.parts[0]
        if self._resolver.has_foreign_tags:
            return root not in VARIABLE_PREFIXES
        return scope.has_foreign_tags and root not in VARIABLE_PREFIXES and root != "item"

    def _report(self, fault: UnresolvedReferenceError, reference: Reference, path: NodePath) -> None:
        within = {"find": reference.tag, "skip": reference.offset, "width": len(reference.text)}
        self._collector.report(fault.severity, fault.code, fault.message, path, fault.hint, fault.fix, **within)


def locate_in(path: NodePath, value: Any) -> Where:
    """Return where the texts of a value stand that is itself at `path`."""
    return lambda text: find_text(value, text, path) or path
