"""Emit data as YAML in the style of YAML that is written by hand."""

from argogen.yaml.emitter.documents import dump, dump_all

__all__ = ["dump", "dump_all"]
