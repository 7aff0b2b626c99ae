"""Emit data as YAML in the style of YAML written by hand."""

from argogen.yaml.emitter.documents import DocumentSizeError, dump, dump_all

__all__ = ["DocumentSizeError", "dump", "dump_all"]
