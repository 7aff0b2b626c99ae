"""The plumbing: Argo lets a template see only its own inputs, so every value from outside becomes one.

First `connect` finds what each reference means and notes, for every draft between its source and the place where it is
used, that it needs the value. Then `name_inputs` names the inputs that carry them; only then can texts be written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from argogen.diagnostics import Severity
from argogen.normalize.drafts import Draft, Source, Spot
from argogen.normalize.faults import Unresolved
from argogen.normalize.findings import Findings
from argogen.normalize.scope import Pipeline, resolve
from argogen.normalize.tags import (
    Reference,
    expression_references,
    find_unclosed,
    references,
    replace,
    replace_in_expression,
)
from argogen.source.notes import NodePath
from argogen.vocabulary import ARGO_ROOTS

# Finds, when something is wrong with a text, where in the document it stands.
Where = Callable[[str], NodePath]


class Plumber:
    """Connects references to their sources, for one pipeline."""

    def __init__(self, pipeline: Pipeline, findings: Findings) -> None:
        self._pipeline = pipeline
        self._findings = findings
        self._plain: dict[int, Any] = {}  # values known to hold no tags, kept alive so that their ids stay theirs

    def connect(self, value: Any, spot: Spot, where: Where) -> None:
        """Resolve the references in every text of a value that stands at a spot."""
        if isinstance(value, str):
            self._connect_text(value, spot, where)
        elif isinstance(value, (dict, list)) and id(value) not in self._plain:
            texts = texts_with_tags(value)
            for text in texts:
                self._connect_text(text, spot, where)
            if not texts:
                self._plain[id(value)] = value

    def connect_parameters(self, value: Any, spot: Spot, where: Where) -> None:
        """Resolve the pipeline's parameters alone, where no step can be seen, and leave all other tags to Argo."""
        for text in [value] if isinstance(value, str) else texts_with_tags(value):
            named = [reference for reference in references(text) if reference.parts[0] == "parameters"]
            self._connect_all(named, text, spot, where)

    def _connect_text(self, text: str, spot: Spot, where: Where) -> None:
        unclosed = find_unclosed(text)
        if unclosed:
            message = "this tag is not closed: Argo would take all up to the next '}}' for it"
            self._findings.error("unclosed-tag", message, where(text), "close it with '}}'", find=unclosed)
        self._connect_all(references(text), text, spot, where)

    def connect_expression(self, text: str, spot: Spot, where: Where) -> None:
        """Resolve the references in an expression that stands without braces."""
        self._connect_all(expression_references(text), text, spot, where)

    def _connect_all(self, found: Iterable[Reference], text: str, spot: Spot, where: Where) -> None:
        for reference in found:
            if reference.text in spot.references or self._is_foreign(reference, spot):
                continue
            try:
                source = resolve(reference, spot, self._pipeline)
            except Unresolved as fault:
                self._report(fault, reference, where(text))
                continue
            if source is not None:
                spot.references[reference.text] = source
                require(spot, source)

    def _is_foreign(self, reference: Reference, spot: Spot) -> bool:
        """Whether a tag is left alone, because the pipeline says that it is another program's."""
        root = reference.parts[0]
        if self._pipeline.foreign_tags:
            return root not in ARGO_ROOTS
        return spot.leaves_foreign_tags and root not in ARGO_ROOTS and root != "item"

    def _report(self, fault: Unresolved, reference: Reference, path: NodePath) -> None:
        spot = {"find": reference.tag, "skip": reference.offset, "width": len(reference.text)}
        report = self._findings.error if fault.severity is Severity.ERROR else self._findings.warning
        report(fault.code, fault.message, path, fault.hint, **spot)


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
            return replace(value, self._parts) if "{{" in value else value
        if kind is dict:
            return {self(key): self(item) for key, item in value.items()}
        return [self(item) for item in value] if kind is list else value

    def expression(self, text: str) -> str:
        """An expression without braces, written out."""
        return replace_in_expression(text, self._parts)

    def _parts(self, reference: Reference) -> tuple[str, ...] | None:
        source = self.spot.references.get(reference.text)
        return None if source is None else tag_parts(source, self.spot)
