"""Argo's tags as the references of the language, wherever they mean the same.

The resolver of pipelines is asked about each: a tag becomes a reference only if that is written out as the very tag,
and makes no task wait for another that it does not wait for already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from argogen.importing.tree import Map, change_texts
from argogen.normalize.artifacts import is_composite, share_artifacts
from argogen.normalize.drafts import Call, Draft, Source, Spot
from argogen.normalize.edges import find_needed
from argogen.normalize.faults import Unresolved
from argogen.normalize.findings import Findings
from argogen.normalize.outline import Outline, outline
from argogen.normalize.plumbing import tag_parts
from argogen.normalize.scope import Pipeline, resolve
from argogen.normalize.step_values import BUILT_IN
from argogen.normalize.tags import Reference, expression_references, references, replace, replace_in_expression
from argogen.source.document import Document
from argogen.vocabulary import ARGO_ROOTS, bodies, fields_of, setting_keys

_WORDS = {parts: word for word, parts in BUILT_IN.items()}
_OF_CALLS = ("steps", "tasks", "use")
_NOT_TEXTS = frozenset({"on_exit", "hooks", "template_defaults"})

Change = Callable[[str], str]


class ForeignTagError(Exception):
    """A tag that is another program's stands where the language would take it for a reference."""


def shorten_references(pipeline: Map, document: Document) -> None:
    """Write every reference of a pipeline in its short form. Raises ForeignTagError."""
    result = outline(pipeline, Findings(document))
    share_artifacts(result)
    _Shortener(result).shorten()


class _Shortener:
    def __init__(self, result: Outline) -> None:
        self._outline = result
        self._pipeline = Pipeline(tuple(result.data.get("parameters") or ()), is_whole=False)
        self._above: dict[Call, frozenset[str]] = {}

    def shorten(self) -> None:
        for draft in self._outline.drafts:
            self._shorten_draft(draft)
        for call in self._outline.calls():
            self._shorten_call(call)
        self._shorten_workflow()

    def _shorten_draft(self, draft: Draft) -> None:
        data: Any = draft.data
        spot = Spot(draft)
        for key in [key for key in data if self._is_own(draft, key)]:
            data[key] = change_texts(data[key], self._change(spot))
        for name, output in (data.get("outputs") or {}).items():
            if isinstance(output, dict):
                self._shorten_fields(output, spot, expressions=("expression",))
            elif is_composite(draft):
                data["outputs"][name] = self._change(spot)(output)
        self._shorten_artifacts((data.get("artifacts") or {}).get("out") or {}, spot, is_composite(draft))
        if draft.body != "use":
            self._shorten_inputs(draft, spot)

    def _is_own(self, draft: Draft, key: str) -> bool:
        """Whether what stands under a key is read inside of the template."""
        if key in bodies():
            return key not in _OF_CALLS
        is_workflows = not draft.path and key in fields_of("WorkflowSpec")
        return (key in setting_keys() or key == "volumes") and not is_workflows

    def _shorten_inputs(self, draft: Draft, spot: Spot) -> None:
        """What of input artifacts is the template's; where they come from is the caller's."""
        for artifact in ((draft.data.get("artifacts") or {}).get("in") or {}).values():
            if isinstance(artifact, dict) and draft.path:
                own = {key: artifact[key] for key in artifact if key not in ("from", "fromExpression", "subPath")}
                artifact |= change_texts(Map(own), self._change(spot))

    def _shorten_call(self, call: Call) -> None:
        data: Any = call.data
        spot = Spot(call.owner, call)
        for key in ("with", "when", "arguments"):
            if key in data:
                data[key] = change_texts(data[key], self._change(spot))
        if "for_each" in data:
            data["for_each"] = change_texts(data["for_each"], self._change(spot._replace(head=True)))
        if "expression" in data:
            data["expression"] = self._change_expression(spot)(data["expression"])
        inside = (data.get("artifacts") or {}).get("in") or {}
        if "use" in data and call.path != call.owner.path:
            self._shorten_artifacts(inside, spot, True)
        for artifact in inside.values():
            if isinstance(artifact, dict) and "use" not in data:
                self._shorten_source(artifact, spot)
        is_inline = isinstance(call.target, Draft) and call.target.caller is call and is_composite(call.target)
        if is_inline:
            self._shorten_artifacts(inside, spot, True)

    def _shorten_artifacts(self, artifacts: Any, spot: Spot, is_reference: bool) -> None:
        """Artifacts that are all read at one spot; a text may be a reference."""
        for name, artifact in artifacts.items():
            if isinstance(artifact, dict):
                self._shorten_source(artifact, spot)
                others = {key: artifact[key] for key in artifact if key not in ("from", "fromExpression")}
                artifact |= change_texts(Map(others), self._change(spot))
            elif isinstance(artifact, str):
                artifacts[name] = self._change(spot._replace(artifact=is_reference))(artifact)

    def _shorten_source(self, artifact: Any, spot: Spot) -> None:
        named = spot._replace(artifact=True)
        if "from" in artifact:
            artifact["from"] = self._change(named)(artifact["from"])
        if "fromExpression" in artifact:
            artifact["fromExpression"] = self._change_expression(named)(artifact["fromExpression"])

    def _shorten_fields(self, fields: Any, spot: Spot, expressions: tuple[str, ...]) -> None:
        for key, value in fields.items():
            change = self._change_expression(spot) if key in expressions else self._change(spot)
            fields[key] = change_texts(value, change)

    def _shorten_workflow(self) -> None:
        """What stands outside of all templates sees the pipeline's parameters."""
        data: Any = self._outline.data
        spot = Spot(self._outline.host)
        for key in ("volumes", *fields_of("WorkflowSpec")):
            if key in data and key not in _NOT_TEXTS:
                data[key] = change_texts(data[key], self._change(spot))
        for artifact in self._outline.artifacts:
            written = data["artifacts"]["in"][artifact]
            if isinstance(written, dict):
                change_texts(written, self._change(spot))

    def _change(self, spot: Spot) -> Change:
        return lambda text: self._shorten_text(text, spot) if "{{" in text else text

    def _change_expression(self, spot: Spot) -> Change:
        def change(text: str) -> str:
            self._refuse_foreign(expression_references(text), spot)
            short = replace_in_expression(text, lambda reference: self._find_short(reference, spot))
            back = replace_in_expression(short, lambda reference: self._write_out(reference, spot))
            return short if back == text else text

        return change

    def _shorten_text(self, text: str, spot: Spot) -> str:
        self._refuse_foreign(references(text), spot)
        short = replace(text, lambda reference: self._find_short(reference, spot))
        back = replace(short, lambda reference: self._write_out(reference, spot))
        return short if back == text else text

    def _refuse_foreign(self, found: Any, spot: Spot) -> None:
        for reference in found:
            if reference.parts[0] not in ARGO_ROOTS and not reference.called and self._is_taken(reference, spot):
                raise ForeignTagError(reference.text)

    def _is_taken(self, reference: Reference, spot: Spot) -> bool:
        """Whether the language would take a tag that is not Argo's for something else than that very tag."""
        if spot.draft is self._outline.host:
            return reference.parts[0] == "parameters"
        try:
            source = resolve(reference, spot, self._pipeline)
        except Unresolved:
            return True
        return source is not None and not self._is_here(source, spot, reference.parts)

    def _find_short(self, reference: Reference, spot: Spot) -> tuple[str, ...] | None:
        for parts in _list_short(reference.parts):
            short = Reference(".".join(parts), parts, reference.in_expression)
            if self._means(short, reference.parts, spot):
                return parts
        return None

    def _means(self, short: Reference, parts: tuple[str, ...], spot: Spot) -> bool:
        if spot.draft is self._outline.host and short.parts[0] != "parameters":
            return False
        try:
            source = resolve(short, spot, self._pipeline)
        except Unresolved:
            return False
        return source is not None and self._is_here(source, spot, parts) and not self._adds_edge(source, spot)

    @staticmethod
    def _is_here(source: Source, spot: Spot, parts: tuple[str, ...]) -> bool:
        here = (None, spot.draft, spot.call and spot.call.at)
        return source.level in here and source.parts == parts

    def _write_out(self, reference: Reference, spot: Spot) -> tuple[str, ...] | None:
        if reference.parts[0] in ARGO_ROOTS or reference.called:
            return None
        try:
            source = resolve(reference, spot, self._pipeline)
        except Unresolved:
            return None
        return None if source is None else tag_parts(source, spot)

    def _adds_edge(self, source: Source, spot: Spot) -> bool:
        call = spot.call
        if call is None or call.owner.body != "tasks" or source.parts[0] != "tasks" or source.level is not call.owner:
            return False
        return source.parts[1] != call.at.name and source.parts[1] not in self._find_above(call.at)

    def _find_above(self, call: Call) -> frozenset[str]:
        """The tasks that have run before one, by what it needs."""
        if call not in self._above:
            self._above[call] = frozenset()  # a circle is found elsewhere
            needs = [call.owner.calls[name] for name in find_needed(call) if name in call.owner.calls]
            above = (self._find_above(need) | {need.name} for need in needs)
            self._above[call] = frozenset().union(*above)
        return self._above[call]


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
