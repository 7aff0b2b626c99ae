"""Reading: files and their YAML to plain data, and the place of every part of it.

`substitution` is not among these names: importing it imports jinja2.
"""

from argogen.yaml.document import Document
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.scalars import CORE, Scalars
from argogen.yaml.text import SourceText, read_source

__all__ = ["CORE", "KUBERNETES", "Document", "NodePath", "Scalars", "SourceText", "read_documents", "read_source"]
