"""The plumbing: Argo lets a template see only its own inputs, so every value from outside becomes one.

First `connect` finds what each reference means and notes, for every draft between its source and the place where it is
used, that it needs the value. Then `name_inputs` names the inputs that carry them; only then can texts be written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.diagnostics import Severity
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import Scope, TemplateModel, ValueSource
from argogen.language.resolve.faults import UnresolvedReferenceError
from argogen.language.resolve.scope import Pipeline, resolve
from argogen.language.resolve.tags import (
    ExpressionTag,
    Knows,
    Reference,
    SpacedTag,
    bad_expression,
    expression_references,
    find_unclosed,
    references,
    replace,
    replace_in_expression,
    scan,
    split_chain,
)
from argogen.language.resolve.walk import visible_names
from argogen.yaml.node_path import NodePath

# Finds, when something is wrong with a text, where in the document it stands.
Where = Callable[[str], NodePath]


class Plumber:
    """Connects references to their sources, for one pipeline."""

    def __init__(self, pipeline: Pipeline, collector: DiagnosticCollector) -> None:
        self._pipeline = pipeline
        self._collector = collector
        self._plain: dict[int, Any] = {}  # values known to hold no tags, kept alive so that their ids stay theirs

    def connect(self, value: Any, scope: Scope, where: Where) -> list[Reference]:
        """Resolve the references in every text of a value that stands at a scope, and give them."""
        if isinstance(value, str):
            return self.connect_text(value, scope, where)
        found: list[Reference] = []
        if isinstance(value, (dict, list)) and id(value) not in self._plain:
            texts = texts_with_tags(value)
            for text in texts:
                found += self.connect_text(text, scope, where)
            if not texts:
                self._plain[id(value)] = value
        return found

    def connect_parameters(self, value: Any, scope: Scope, where: Where) -> None:
        """Resolve the pipeline's parameters alone, where no step can be seen, and leave all other tags to Argo."""
        for text in [value] if isinstance(value, str) else texts_with_tags(value):
            for reference in references(text, find_known(scope, self._pipeline)):
                if reference.parts[0] == "parameters":
                    self._connect(reference, text, scope, where)

    def connect_text(self, text: str, scope: Scope, where: Where) -> list[Reference]:
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
                given += self._connect_expression(found, scope, lambda _: where(text))
            else:
                given.append(found)
                self._connect(found, text, scope, where)
        return given

    def connect_expression(self, text: str, scope: Scope, where: Where) -> list[Reference]:
        """Resolve the references in an expression that stands without braces, and give them."""
        return self._connect_expression(ExpressionTag(text, text, 0), scope, where)

    def _connect_expression(self, found: ExpressionTag, scope: Scope, where: Where) -> list[Reference]:
        try:
            given = expression_references(found.expression, find_known(scope, self._pipeline), found.tag, found.offset)
        except bad_expression() as fault:
            self._report_expression(fault, found, where(found.expression))
            return []
        for reference in given:
            self._connect(reference, found.expression, scope, where)
        return list(given)

    def _connect(self, reference: Reference, text: str, scope: Scope, where: Where) -> None:
        if reference.text in scope.references or self._is_foreign(reference, scope):
            return
        try:
            source = resolve(reference, scope, self._pipeline)
        except UnresolvedReferenceError as fault:
            self._report(fault, reference, where(text))
            return
        if source is not None:
            scope.references[reference.text] = source
            require(scope, source)

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
        """Whether a tag is left alone, because the pipeline says that it is another program's."""
        root = reference.parts[0]
        if self._pipeline.foreign_tags:
            return root not in VARIABLE_PREFIXES
        return scope.leaves_foreign_tags and root not in VARIABLE_PREFIXES and root != "item"

    def _report(self, fault: UnresolvedReferenceError, reference: Reference, path: NodePath) -> None:
        within = {"find": reference.tag, "skip": reference.offset, "width": len(reference.text)}
        self._collector.report(fault.severity, fault.code, fault.message, path, fault.hint, fault.fix, **within)


def find_known(scope: Scope, pipeline: Pipeline) -> Knows:
    """Tells the names that an expression at a scope can use, in which a dash is no minus; to Argo it always is one."""

    def knows(parts: tuple[str, ...]) -> bool:
        if pipeline.foreign_tags:
            return False
        if len(parts) == 1:
            return parts[0] in visible_names(scope) and parts[0] not in VARIABLE_PREFIXES
        try:
            return resolve(Reference(".".join(parts), parts, True), scope, pipeline) is not None
        except UnresolvedReferenceError:
            return False

    return knows


def texts_with_tags(value: Any) -> list[str]:
    """The texts within a value that hold a tag."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if type(part) is str:
            if "{{" in part:
                found.append(part)
        elif isinstance(part, dict):
            waiting.extend(reversed(part.values()))
        elif isinstance(part, list):
            waiting.extend(reversed(part))
    return found


def at(path: NodePath, value: Any) -> Where:
    """Where the texts of a value stand that is itself at `path`."""
    return lambda text: find_text(value, text, path) or path


def find_text(value: Any, text: str, path: NodePath) -> NodePath | None:
    """The path of the first text within a value that equals `text`."""
    if value == text:
        return path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next((found for key, item in items if (found := find_text(item, text, (*path, key)))), None)


def require(scope: Scope, source: ValueSource) -> None:
    """Note that a scope uses a source, and so each draft on the way to it needs an input for it."""
    if source.level is None or (scope.call is not None and source.level is scope.call.at):
        return
    current = scope.draft
    while source.level is not current and source not in current.plumbed:
        current.plumbed[source] = ""
        caller = current.caller
        if caller is None or source.level is caller.at:
            return
        current = caller.owner


def name_inputs(draft: TemplateModel) -> None:
    """Name the inputs that carry values into a draft: short, with the step's name in front where two would clash."""
    if draft.plumbed:
        _name_inputs(draft, [source for source in draft.plumbed if source.kind == "parameters"], _names_around(draft))
        _name_inputs(draft, [source for source in draft.plumbed if source.kind == "artifacts"], {*draft.artifacts})


def _name_inputs(draft: TemplateModel, sources: list[ValueSource], taken: set[str]) -> None:
    shorts = Counter(source.short for source in sources)
    for source in sources:
        clashes = shorts[source.short] > 1 or source.short in taken
        name = _free(source.long if clashes else source.short, taken)
        draft.plumbed[source] = name
        taken.add(name)


def _names_around(draft: TemplateModel) -> set[str]:
    """Its parameters, and those of the templates that hold an inline one: Argo would put their values into it, too."""
    found = {*draft.inputs}
    for holder in draft.find_holders():
        found.update(holder.inputs, holder.plumbed.values())
    return found


def _free(wanted: str, taken: set[str]) -> str:
    names: Iterator[str] = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(name for name in names if name not in taken)


def tag_parts(source: ValueSource, scope: Scope) -> tuple[str, ...]:
    """Argo's tag, in parts, for a source that is used at a scope."""
    here = (None, scope.draft, scope.call and scope.call.at)
    if source.level in here:
        return source.parts
    return ("inputs", source.kind, scope.draft.plumbed[source])


class TagWriter:
    """Puts Argo's tags for the references into the texts that stand at a scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __call__(self, value: Any) -> Any:
        """The value with every text in it written out."""
        kind = type(value)
        if kind is str:
            return replace(value, self._parts, self._knows) if "{{" in value else value
        if kind is dict:
            return {self(key): self(item) for key, item in value.items()}
        return [self(item) for item in value] if kind is list else value

    def expression(self, text: str) -> str:
        """An expression without braces, written out."""
        return replace_in_expression(text, self._parts, self._knows)

    def _parts(self, reference: Reference) -> tuple[str, ...] | None:
        source = self.scope.references.get(reference.text)
        return None if source is None else tag_parts(source, self.scope)

    def _knows(self, parts: tuple[str, ...]) -> bool:
        return any(split_chain(text)[: len(parts)] == parts for text in self.scope.references)
