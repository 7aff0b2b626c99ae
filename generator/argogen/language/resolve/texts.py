"""Resolve the references in strings, and record the inputs, edges and forwarded outputs that they require."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

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
    TextPaths,
    UnmarkedTag,
    bad_expression,
    find_texts_with_tags,
    find_unclosed,
    may_have_tags,
    references,
    scan,
    tag_references,
)
from argogen.late import compile_late, import_late
from argogen.records import Record
from argogen.yaml.node_path import NodePath

if TYPE_CHECKING:
    from argogen.language.resolve import item_expressions
    from argogen.language.resolve.step_values import ForwardedOutput
else:
    item_expressions = import_late("argogen.language.resolve.item_expressions")

# The names with which a tag begins that no other program has.
_PREFIXES = VARIABLE_PREFIXES | {"item", "parameters"}

# Returns the path of a string in the document, for diagnostics.
Where = Callable[[str], NodePath]

# The beginnings of tags that Argo has to resolve (GlobalVarValidWorkflowVariablePrefix in workflow/common/common.go).
_REJECTED = ("inputs.", "workflow.", "steps.", "tasks.", "pod.")
# Names of labels and annotations may have a prefix, which is no division: `app.kubernetes.io/name`.
_METADATA = compile_late(r"\{\{\s*workflow\.(?:labels|annotations)\.[-\w./]+\s*\}\}")


class ResolvedTexts(Record):
    """The results of reference resolution.

    `references` are the resolved references, by scope and text. `threaded` are the values that each template requires
    from outside, in order of first use. `waits` are the steps to which each step refers, with one reference to each.
    `forwarded` are the outputs that loop wrappers export.
    """

    references: Mapping[Scope, Mapping[str, ValueSource]]
    threaded: Mapping[TemplateModel, Mapping[ValueSource, None]]
    waits: Mapping[CallModel, Mapping[CallModel, str]]
    forwarded: Mapping[TemplateModel, Mapping[str, ForwardedOutput]]


class TextResolver:
    """Resolves the references of one pipeline, string by string, and collects the inputs and edges they require."""

    def __init__(self, resolver: Resolver, collector: DiagnosticCollector) -> None:
        self._references: dict[Scope, dict[str, ValueSource]] = {}
        self._threaded: dict[TemplateModel, dict[ValueSource, None]] = {}
        self._waits: dict[CallModel, dict[CallModel, str]] = {}
        self._forwarded: dict[TemplateModel, dict[str, ForwardedOutput]] = {}
        self._resolver = resolver
        self._collector = collector
        self._has_tags = may_have_tags(collector.document)
        self._plain: dict[int, Any] = {}  # values without tags, kept alive so that ids stay unique

    def collect(self) -> ResolvedTexts:
        """Return the results for all strings."""
        return ResolvedTexts(self._references, self._threaded, self._waits, self._forwarded)

    def resolve(self, value: Any, scope: Scope, where: Where) -> list[Reference]:
        """Resolve the references in all strings of a value, and return them."""
        if not self._has_tags:
            return []
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
        """Resolve references to pipeline parameters only, for values outside of templates; other tags are unchanged."""
        for text in [value] if isinstance(value, str) else find_texts_with_tags(value):
            for reference in references(text, self._resolver.find_known(scope)):
                if reference.parts[0] == "parameters":
                    self._resolve(reference, text, scope, where)

    def resolve_text(self, text: str, scope: Scope, where: Where) -> list[Reference]:
        """Resolve the references in the tags of a string, and return them."""
        if "{{" not in text:
            return []
        tags = scan(text)
        is_name = len(tags) == 1 and type(tags[0]) is Reference and tags[0].tag == text  # most strings with tags
        if not is_name:
            self._check_closed(text, scope, where)
        given: list[Reference] = []
        for found in tags:
            if type(found) is Reference:
                given.append(found)
                self._resolve(found, text, scope, where)
            elif isinstance(found, UnmarkedTag):
                self._check_unmarked(found, scope, where(text))
            elif isinstance(found, SpacedTag):
                self._report_spaced(found, where(text))
            elif isinstance(found, ExpressionTag):
                given += self._resolve_expression(found, scope, lambda _: where(text))
        return given

    def resolve_expression(self, text: str, scope: Scope, where: Where) -> list[Reference]:
        """Resolve the references in an expression without braces, and return them."""
        return self._resolve_expression(ExpressionTag(text, text, 0), scope, where)

    def find_source(self, reference: Reference, scope: Scope) -> ValueSource | None:
        """Return the source of a resolved reference."""
        return self._references.get(scope, {}).get(reference.text)

    def _resolve_expression(self, found: ExpressionTag, scope: Scope, where: Where) -> list[Reference]:
        try:
            known = self._resolver.find_known(scope)
            given = tag_references(found, known)
        except bad_expression() as error:
            self._report_expression(error, found, where(found.expression))
            return []
        if not self._resolve_whole(found, given, scope):
            for reference in given:
                self._resolve(reference, found.expression, scope, where)
        return list(given)

    def _resolve_whole(self, found: ExpressionTag, given: Sequence[Reference], scope: Scope) -> bool:
        """Resolve an expression in a tag to one that is evaluated in the call of a loop, if that is possible."""
        if found.offset == 0 or any(self._is_foreign(reference, scope) for reference in given):
            return False
        source = item_expressions.find_item_expression(found, given, scope, self._resolver)
        if source is not None:
            self._references.setdefault(scope, {})[f"={found.expression}"] = source
            self._thread(scope, source)
        return source is not None

    def _resolve(self, reference: Reference, text: str, scope: Scope, where: Where) -> None:
        known = self._references.get(scope)
        if (known is not None and reference.text in known) or self._is_foreign(reference, scope):
            return
        try:
            resolved = self._resolver.resolve(reference, scope)
        except UnresolvedReferenceError as error:
            self._report(error, reference, where(text))
            return
        if resolved is not None:
            if known is None:
                known = self._references[scope] = {}
            known[reference.text] = resolved.source
            self._thread(scope, resolved.source)
            if resolved.edge is not None:
                call, needed, used = resolved.edge
                waits = self._waits.get(call)
                if waits is None:
                    self._waits[call] = {needed: used}
                else:
                    waits.setdefault(needed, used)
            for output in resolved.forwarded:
                self._forwarded.setdefault(output.wrapper, {})[output.name] = output

    def _thread(self, scope: Scope, source: ValueSource) -> None:
        """Record that a scope uses a source: each template between the two requires an input for it."""
        symbols = self._resolver.symbols
        if source.level is None or (scope.call is not None and source.level is symbols.step_of(scope.call)):
            return
        current = scope.template
        while source.level is not current:
            sources = self._threaded.get(current)
            if sources is None:
                self._threaded[current] = {source: None}
            elif source in sources:
                return
            else:
                sources[source] = None
            caller = symbols.openers.get(current)
            if caller is None or source.level is symbols.step_of(caller):
                return
            current = symbols.owners[caller]

    def _report_expression(self, error: Any, found: ExpressionTag, path: NodePath) -> None:
        width = max(1, error.end - error.start)
        within = {"find": found.tag, "at": found.at, "skip": found.offset + error.start, "width": width}
        ended = error.start >= len(found.expression.rstrip()) and found.tag.startswith("{{")
        is_cut = ended and found.expression.count("{") > found.expression.count("}")
        hint = "add a space between braces: Argo ends a tag at the first '}}'" if is_cut else error.hint
        self._collector.error("invalid-expression", error.message, path, hint, **within)

    def _check_closed(self, text: str, scope: Scope, where: Where) -> None:
        """Report tags with known names that are not closed; other braces may belong to the program."""
        for unclosed in find_unclosed(text):
            is_known = not unclosed.prefix or unclosed.prefix in _PREFIXES
            if is_known or (not self._has_foreign_tags(scope) and self._resolver.is_visible(unclosed.prefix, scope)):
                message = "unclosed tag: Argo ends it at the next '}}'"
                within = {"find": unclosed.text, "at": unclosed.at}
                self._collector.error("unclosed-tag", message, where(text), "add '}}'", **within)

    def _has_foreign_tags(self, scope: Scope) -> bool:
        return scope.has_foreign_tags or self._resolver.has_foreign_tags

    def _check_unmarked(self, found: UnmarkedTag, scope: Scope, path: NodePath) -> None:
        """Report an expression over known names without `=`, which Argo does not evaluate.

        Argo rejects a tag with one of the roots of its variables even if it belongs to another program.
        """
        if _METADATA.fullmatch(found.tag):
            return
        is_known = found.prefix in VARIABLE_PREFIXES or self._resolver.is_visible(found.prefix, scope)
        is_rejected = found.tag[2:].lstrip().startswith(_REJECTED)
        if is_rejected or (is_known and not self._has_foreign_tags(scope)):
            message = "expression without '=': Argo leaves this tag unresolved"
            within = {"find": found.tag, "at": found.at, "width": len(found.tag.splitlines()[0])}
            hint = f"write {{{{={found.tag[2:].lstrip()}" if "\n" not in found.tag else "write {{=…}}"
            self._collector.error("unmarked-expression", message, path, hint, **within)

    def _report_spaced(self, found: SpacedTag, path: NodePath) -> None:
        message = "space before '=': Argo leaves this tag unresolved"
        within = {"find": found.tag, "at": found.at, "width": found.tag.index("=") + 1}
        self._collector.report(Severity.WARNING, "space-before-expression", message, path, "use '{{='", "{{=", **within)

    def _is_foreign(self, reference: Reference, scope: Scope) -> bool:
        """Return whether a tag is excluded from resolution by `foreign_tags`."""
        root = reference.parts[0]
        if self._resolver.has_foreign_tags:
            return root not in VARIABLE_PREFIXES
        return scope.has_foreign_tags and root not in VARIABLE_PREFIXES and root != "item"

    def _report(self, error: UnresolvedReferenceError, reference: Reference, path: NodePath) -> None:
        within = {
            "find": reference.tag, "at": reference.at, "skip": reference.offset, "width": len(reference.text)
        }  # fmt: skip
        self._collector.report(error.severity, error.code, error.message, path, error.hint, error.fix, **within)


def locate_in(path: NodePath, value: Any) -> Where:
    """Return a function from the strings of a value at `path` to their paths."""
    texts = TextPaths()
    return lambda text: texts.find(value, text, path) or path
