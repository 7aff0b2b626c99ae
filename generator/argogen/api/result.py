"""What the public calls return."""

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
    """The result of a call: a text, the documents in it, and what was found.

    `text` is the manifest, the pipeline or, of `lint`, the source; it is empty where errors keep it from being made.
    `diagnostics` stand in reading order, each once; notes and warnings are among them.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    _is_manifest: bool = field(default=False, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether there is no error among the diagnostics."""
        return not has_errors(self.diagnostics)

    @cached_property
    def documents(self) -> tuple[Any, ...]:
        """The documents of the text as plain data: dict, list, str, int, float, bool and None.

        They are read from the text when first asked for. There are none in a text that is not YAML.
        """
        source = SourceText("", self.text)
        try:
            documents = read_documents(source, KUBERNETES) if self._is_manifest else read_documents(source)
        except InvalidInputError:
            return ()
        return tuple(document.data for document in documents if document.data is not None)

    def raise_for_errors(self) -> Self:
        """Return this result, or raise InvalidInputError with its diagnostics if there is an error among them."""
        if not self.ok:
            raise InvalidInputError(self.diagnostics)
        return self
