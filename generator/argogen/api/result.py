"""The result of the public functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


@dataclass(frozen=True)
class Result:
    """The result of a call: its text, the documents in it, and diagnostics.

    `text` is the manifest (`render`), the pipeline (`convert`) or the source (`lint`); it is empty if errors prevent
    it from being generated. Semantic errors do not prevent a conversion. `diagnostics` are unique and in reading
    order; they include warnings and notes.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    _is_manifest: bool = field(default=False, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether the diagnostics contain no errors."""
        return not has_errors(self.diagnostics)

    @cached_property
    def documents(self) -> tuple[Any, ...]:
        """The documents in `text` as plain data: dict, list, str, int, float, bool and None.

        They are parsed on first access. The tuple is empty if `text` is not valid YAML.
        """
        source = SourceText("", self.text)
        try:
            documents = read_documents(source, KUBERNETES) if self._is_manifest else read_documents(source)
        except InvalidInputError:
            return ()
        return tuple(document.data for document in documents if document.data is not None)

    def raise_for_errors(self) -> Self:
        """Return this result, or raise InvalidInputError with its diagnostics if they contain an error."""
        if not self.ok:
            raise InvalidInputError(self.diagnostics)
        return self
