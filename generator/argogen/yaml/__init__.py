"""Read and write YAML: the only package that imports PyYAML.

A file is read as plain data, with the place of each value; `emitter` writes data as canonical YAML.
"""

from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.scalars import CORE, Scalars
from argogen.yaml.text import SourceText, read_source

__all__ = ["CORE", "Document", "NodePath", "Scalars", "SourceText", "read_documents", "read_source"]
