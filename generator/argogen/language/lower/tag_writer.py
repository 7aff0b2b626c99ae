"""Replace references in strings with Argo tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.inputs import GeneratedInputs
from argogen.language.resolve.loops.item_forms import ItemForm, parse_item
from argogen.language.resolve.references import ValueSource
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.tags import Reference, as_tag, is_lone_tag, replace, replace_in_expression, split_chain
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.language.lower import fallbacks
    from argogen.language.resolve.fallbacks import Fallback
else:
    fallbacks = import_late("argogen.language.lower.fallbacks")

GeneratedInput = tuple[str, ValueSource]
"""The name of an input, and the source of its value."""


def tag_parts(source: ValueSource, scope: Scope, symbols: Symbols, inputs: GeneratedInputs) -> tuple[str, ...]:
    """Return the parts of the Argo variable for a source that is used in a scope."""
    step = None if scope.call is None else symbols.step_of(scope.call)
    if source.level is None or source.level is scope.template or source.level is step:
        return source.parts
    return ("inputs", source.kind, inputs[scope.template][source])


def split_generated(
    template: TemplateModel | None, resolution: Resolution
) -> tuple[Sequence[GeneratedInput], Sequence[GeneratedInput]]:
    """Return the generated inputs of a template: parameters and artifacts."""
    generated = None if template is None else resolution.inputs.get(template)
    if not generated:
        return (), ()
    parameters = [(name, source) for source, name in generated.items() if source.kind == "parameters"]
    if len(parameters) == len(generated):  # nearly always
        return parameters, ()
    return parameters, [(name, source) for source, name in generated.items() if source.kind != "parameters"]


class TagWriter:
    """Replaces the references in values of a scope with Argo tags."""

    def __init__(self, scope: Scope, resolution: Resolution) -> None:
        self.scope = scope
        self._resolution = resolution
        self._references = resolution.references.get(scope, {})

    @property
    def has_argo_syntax(self) -> bool:
        """Whether all tags of the pipeline are in Argo syntax, as in a manifest."""
        return self._resolution.symbols.pipeline.has_foreign_tags

    def __call__(self, value: Any) -> Any:
        """Return the value with Argo tags in all of its strings; the value itself if it contains no references."""
        if type(value) is str:
            return self._write_text(value) if "{{" in value and self._references else value
        return self._write(value) if self._references else value

    def _write(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return self._write_text(value) if "{{" in value else value
        if kind is dict:
            return {self._write(key): self._write(item) for key, item in value.items()}
        return [self._write(item) for item in value] if kind is list else value

    def _write_text(self, text: str) -> str:
        # Most strings with tags are one tag with a name: the search for its source takes a third of the time.
        source = self._references.get(text[2:-2])
        if source is not None and is_lone_tag(text):
            return self.tag(source)
        return replace(text, self._find, self._is_known, self._find_whole)

    def expression(self, text: str) -> str:
        """Return an expression without braces, with resolved references."""
        return replace_in_expression(text, self._find, self._is_known)

    def tag(self, source: ValueSource) -> str:
        """Return the Argo tag of a source."""
        return as_tag(self._replace(source))

    def find_fallback(self, text: str) -> Fallback | None:
        """Return the fallback of a string that is one reference."""
        source = self._references.get(text.strip()[2:-2].strip())
        return None if source is None else source.fallback

    def with_fallback(self, text: str, fallback: Fallback | None) -> str:
        """Return the Argo tag for a string that is one reference, with another fallback."""
        source = self._references[text.strip()[2:-2].strip()]
        return self.tag(source._replace(fallback=fallback))

    def for_artifacts(self) -> TagWriter:
        """Return the writer for references to artifacts in the same scope."""
        return TagWriter(self.scope._replace(names_artifact=True), self._resolution)

    def _replace(self, source: ValueSource) -> tuple[str, ...] | str:
        parts = tag_parts(source, self.scope, self._resolution.symbols, self._resolution.inputs)
        if parts[0] == "inputs" and source.parts != parts:
            return parts
        if source.expression:
            return source.expression
        if source.fallback is None:
            return parts
        return fallbacks.write_fallback(parts, source.fallback, has_comments=self._resolution.has_comments)

    def _find(self, reference: Reference) -> tuple[str, ...] | str | None:
        source = self._references.get(reference.text)
        if source is None:
            return None
        written = self._replace(source)
        if source.form is ItemForm.STRING or not reference.in_expression or written[0] != "inputs":
            return written
        return parse_item(tuple(written), source.form)

    def _find_whole(self, expression: str) -> tuple[str, ...] | str | None:
        source = self._references.get(expression)
        return None if source is None else self._replace(source)

    def _is_known(self, parts: tuple[str, ...]) -> bool:
        return any(split_chain(text)[: len(parts)] == parts for text in self._references if text[0] != "=")
