"""A violation of a rule, without its place in a file."""

from __future__ import annotations

from argogen.diagnostics import Severity
from argogen.records import Record
from argogen.yaml.node_path import NodePath

ORIGINAL = "\0"
"""Placeholder in a fix for the original source at the place of the diagnostic."""


class RuleDiagnostic(Record):
    """A violation of a rule in a Context, with its message, hint and fix.

    `origin` is the path of the invalid node in the document. `field` is the invalid Argo field of the node; `key`
    places the diagnostic on the key of the field. `below` is the path of Argo fields from the node to the invalid
    value; if it exists in the document, at least in part, the place is not searched for. `text` is the invalid string
    of the Context, from `start` to `end`, or as a whole if `end` is 0. `severity` overrides the one of the catalogue.
    `fix` is the replacement for the source at the place of the diagnostic.
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
