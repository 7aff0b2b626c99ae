"""Reading: files and their YAML to plain data, and the place of every part of it.

`substitution` is not among these names: importing it imports jinja2.
"""

from argogen.source.document import Document
from argogen.source.kubernetes import KUBERNETES
from argogen.source.notes import NodePath
from argogen.source.read import read_documents
from argogen.source.scalars import CORE, Scalars
from argogen.source.text import Source, read_source

__all__ = ["CORE", "KUBERNETES", "Document", "NodePath", "Scalars", "Source", "read_documents", "read_source"]
