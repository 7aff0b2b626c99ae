"""File modes that somebody wrote as Kubernetes' manifests write them: in a pipeline, 0644 is the number 644."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from argogen.argo.structure import Fault

if TYPE_CHECKING:
    from argogen.yaml import Document

_MODES = frozenset({"mode", "defaultMode", "default_mode"})
_OCTAL = re.compile(r"0[0-7]+")


def find_octals(document: Document) -> Iterator[Fault]:
    """The modes of a document that begin with a zero: YAML 1.1 takes them for octal, YAML 1.2 does not."""
    for path, text in document.number_spellings.items():
        if path[-1] in _MODES and _OCTAL.fullmatch(text):
            message = f"{text} is the number {int(text)} here, and no octal one"
            yield Fault(path, "bad-value", message, f"write 0o{text.lstrip('0') or '0'}")
