"""Argo's tags for references: what they are where a value is used, and texts with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.inputs import GeneratedInputs
from argogen.language.resolve.references import ValueSource
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.tags import Reference, replace, replace_in_expression, split_chain


def tag_parts(source: ValueSource, scope: Scope, symbols: Symbols, inputs: GeneratedInputs) -> tuple[str, ...]:
    """Return Argo's tag, in parts, for a source that is used in a scope."""
    step = None if scope.call is None else symbols.step_of(scope.call)
    if source.level is None or source.level is scope.template or source.level is step:
        return source.parts
    return ("inputs", source.kind, inputs[scope.template][source])


def list_generated(
    template: TemplateModel | None, kind: str, resolution: Resolution
) -> Sequence[tuple[str, ValueSource]]:
    """Return the inputs of a kind that are generated for a template: their names, and the sources of their values."""
    generated = None if template is None else resolution.inputs.get(template)
    return [(name, source) for source, name in generated.items() if source.kind == kind] if generated else ()


class TagWriter:
    """Puts Argo's tags for the references into the texts that stand in a scope."""

    def __init__(self, scope: Scope, resolution: Resolution) -> None:
        self.scope = scope
        self._resolution = resolution
        self._references = resolution.references.get(scope, {})

    def __call__(self, value: Any) -> Any:
        """Return the value with every text in it written out; where there are no references, it is as it is."""
        return self._write(value) if self._references else value

    def _write(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return replace(value, self._find_parts, self._is_known) if "{{" in value else value
        if kind is dict:
            return {self._write(key): self._write(item) for key, item in value.items()}
        return [self._write(item) for item in value] if kind is list else value

    def expression(self, text: str) -> str:
        """Return an expression without braces, written out."""
        return replace_in_expression(text, self._find_parts, self._is_known)

    def tag(self, source: ValueSource) -> str:
        """Return Argo's tag for a source."""
        return "{{" + ".".join(self._parts(source)) + "}}"

    def for_artifacts(self) -> TagWriter:
        """Return the writer for texts that name artifacts in the same scope."""
        return TagWriter(self.scope._replace(names_artifact=True), self._resolution)

    def _parts(self, source: ValueSource) -> tuple[str, ...]:
        return tag_parts(source, self.scope, self._resolution.symbols, self._resolution.inputs)

    def _find_parts(self, reference: Reference) -> tuple[str, ...] | None:
        source = self._references.get(reference.text)
        return None if source is None else self._parts(source)

    def _is_known(self, parts: tuple[str, ...]) -> bool:
        return any(split_chain(text)[: len(parts)] == parts for text in self._references)
