"""A violation of a rule, without its place in a file."""

from __future__ import annotations

from typing import NamedTuple

from argogen.diagnostics import Severity
from argogen.yaml.node_path import NodePath

ORIGINAL = "\0"
"""In a fix: the text that stands there, as it is written."""


class RuleDiagnostic(NamedTuple):
    """A violation of a rule in a Context: where it comes from, and what to do about it.

    `origin` is the path of the node; `field` is the field of Argo's below it that is at fault, and `key` puts the place
    on the field's key. `below`, where that is known, is the path from the node to what is at fault, in Argo's spelling:
    where it leads, as far as it goes, nothing else is looked for. `text` is the text of the Context at fault, from
    `start` to `end`; all of it if `end` is 0. `severity` is only given where it is not that of the catalogue. `fix` is
    what to write instead of what is at fault.
    """

    rule: str
    message: str
    origin: NodePath
    hint: str = ""
    field: str = ""
    text: str = ""
    start: int = 0
    end: int = 0
    key: bool = False
    severity: Severity | None = None
    fix: str | None = None
    below: NodePath = ()
