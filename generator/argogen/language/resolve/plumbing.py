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
from argogen.language.findings import Findings
from argogen.language.model.drafts import Draft, Source, Spot
from argogen.language.resolve.faults import Unresolved
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
from argogen.yaml.notes import NodePath

# Finds, when something is wrong with a text, where in the document it stands.
Where = Callable[[str], NodePath]


class Plumber:
    """Connects references to their sources, for one pipeline."""

    def __init__(self, pipeline: Pipeline, findings: Findings) -> None:
        self._pipeline = pipeline
        self._findings = findings
        self._plain: dict[int, Any] = {}  # values known to hold no tags, kept alive so that their ids stay theirs

    def connect(self, value: Any, spot: Spot, where: Where) -> list[Reference]:
        """Resolve the references in every text of a value that stands at a spot, and give them."""
        if isinstance(value, str):
            return self.connect_text(value, spot, where)
        found: list[Reference] = []
        if isinstance(value, (dict, list)) and id(value) not in self._plain:
            texts = texts_with_tags(value)
            for text in texts:
                found += self.connect_text(text, spot, where)
            if not texts:
                self._plain[id(value)] = value
        return found

    def connect_parameters(self, value: Any, spot: Spot, where: Where) -> None:
        """Resolve the pipeline's parameters alone, where no step can be seen, and leave all other tags to Argo."""
        for text in [value] if isinstance(value, str) else texts_with_tags(value):
            for reference in references(text, find_known(spot, self._pipeline)):
                if reference.parts[0] == "parameters":
                    self._connect(reference, text, spot, where)

    def connect_text(self, text: str, spot: Spot, where: Where) -> list[Reference]:
        """Resolve the references in the tags of a text, and give them."""
        if "{{" not in text:
            return []
        unclosed = find_unclosed(text)
        if unclosed:
            message = "this tag is not closed: Argo would take all up to the next '}}' for it"
            self._findings.error("unclosed-tag", message, where(text), "close it with '}}'", find=unclosed)
        given: list[Reference] = []
        for found in scan(text):
            if isinstance(found, SpacedTag):
                self._report_spaced(found, where(text))
            elif isinstance(found, ExpressionTag):
                given += self._connect_expression(found, spot, lambda _: where(text))
            else:
                given.append(found)
                self._connect(found, text, spot, where)
        return given

    def connect_expression(self, text: str, spot: Spot, where: Where) -> list[Reference]:
        """Resolve the references in an expression that stands without braces, and give them."""
        return self._connect_expression(ExpressionTag(text, text, 0), spot, where)

    def _connect_expression(self, found: ExpressionTag, spot: Spot, where: Where) -> list[Reference]:
        try:
            given = expression_references(found.expression, find_known(spot, self._pipeline), found.tag, found.offset)
        except bad_expression() as fault:
            self._report_expression(fault, found, where(found.expression))
            return []
        for reference in given:
            self._connect(reference, found.expression, spot, where)
        return list(given)

    def _connect(self, reference: Reference, text: str, spot: Spot, where: Where) -> None:
        if reference.text in spot.references or self._is_foreign(reference, spot):
            return
        try:
            source = resolve(reference, spot, self._pipeline)
        except Unresolved as fault:
            self._report(fault, reference, where(text))
            return
        if source is not None:
            spot.references[reference.text] = source
            require(spot, source)

    def _report_expression(self, fault: Any, found: ExpressionTag, path: NodePath) -> None:
        spot = {"find": found.tag, "skip": found.offset + fault.start, "width": max(1, fault.end - fault.start)}
        ended = fault.start >= len(found.expression.rstrip()) and found.tag.startswith("{{")
        is_cut = ended and found.expression.count("{") > found.expression.count("}")
        hint = "Argo ends a tag at the first '}}': put a space between braces" if is_cut else fault.hint
        self._findings.error("bad-expression", fault.message, path, hint, **spot)

    def _report_spaced(self, found: SpacedTag, path: NodePath) -> None:
        message = "Argo takes this for a name and leaves it as it is: an expression begins right behind the braces"
        spot = {"find": found.tag, "width": found.tag.index("=") + 1}
        self._findings.report(Severity.WARNING, "spaced-expression", message, path, "write {{=", "{{=", **spot)

    def _is_foreign(self, reference: Reference, spot: Spot) -> bool:
        """Whether a tag is left alone, because the pipeline says that it is another program's."""
        root = reference.parts[0]
        if self._pipeline.foreign_tags:
            return root not in VARIABLE_PREFIXES
        return spot.leaves_foreign_tags and root not in VARIABLE_PREFIXES and root != "item"

    def _report(self, fault: Unresolved, reference: Reference, path: NodePath) -> None:
        spot = {"find": reference.tag, "skip": reference.offset, "width": len(reference.text)}
        self._findings.report(fault.severity, fault.code, fault.message, path, fault.hint, fault.fix, **spot)


def find_known(spot: Spot, pipeline: Pipeline) -> Knows:
    """Tells the names that an expression at a spot can use, in which a dash is no minus; to Argo it always is one."""

    def knows(parts: tuple[str, ...]) -> bool:
        if pipeline.foreign_tags:
            return False
        if len(parts) == 1:
            return parts[0] in visible_names(spot) and parts[0] not in VARIABLE_PREFIXES
        try:
            return resolve(Reference(".".join(parts), parts, True), spot, pipeline) is not None
        except Unresolved:
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


def require(spot: Spot, source: Source) -> None:
    """Note that a spot uses a source, and so each draft on the way to it needs an input for it."""
    if source.level is None or (spot.call is not None and source.level is spot.call.at):
        return
    current = spot.draft
    while source.level is not current and source not in current.plumbed:
        current.plumbed[source] = ""
        caller = current.caller
        if caller is None or source.level is caller.at:
            return
        current = caller.owner


def name_inputs(draft: Draft) -> None:
    """Name the inputs that carry values into a draft: short, with the step's name in front where two would clash."""
    if draft.plumbed:
        _name_inputs(draft, [source for source in draft.plumbed if source.kind == "parameters"], _names_around(draft))
        _name_inputs(draft, [source for source in draft.plumbed if source.kind == "artifacts"], {*draft.artifacts})


def _name_inputs(draft: Draft, sources: list[Source], taken: set[str]) -> None:
    shorts = Counter(source.short for source in sources)
    for source in sources:
        clashes = shorts[source.short] > 1 or source.short in taken
        name = _free(source.long if clashes else source.short, taken)
        draft.plumbed[source] = name
        taken.add(name)


def _names_around(draft: Draft) -> set[str]:
    """Its parameters, and those of the templates that hold an inline one: Argo would put their values into it, too."""
    found = {*draft.inputs}
    for holder in draft.find_holders():
        found.update(holder.inputs, holder.plumbed.values())
    return found


def _free(wanted: str, taken: set[str]) -> str:
    names: Iterator[str] = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(name for name in names if name not in taken)


def tag_parts(source: Source, spot: Spot) -> tuple[str, ...]:
    """Argo's tag, in parts, for a source that is used at a spot."""
    here = (None, spot.draft, spot.call and spot.call.at)
    if source.level in here:
        return source.parts
    return ("inputs", source.kind, spot.draft.plumbed[source])


class Writer:
    """Puts Argo's tags for the references into the texts that stand at a spot."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot

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
        source = self.spot.references.get(reference.text)
        return None if source is None else tag_parts(source, self.spot)

    def _knows(self, parts: tuple[str, ...]) -> bool:
        return any(split_chain(text)[: len(parts)] == parts for text in self.spot.references)
