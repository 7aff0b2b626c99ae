"""Read and write YAML: the only package that imports PyYAML.

Files become plain data with the place of every value; data becomes canonical YAML in `emitter`.
"""

from argogen.yaml.document import Document
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.scalars import CORE, Scalars
from argogen.yaml.text import SourceText, read_source

__all__ = ["CORE", "KUBERNETES", "Document", "NodePath", "Scalars", "SourceText", "read_documents", "read_source"]
