"""The emit room: data as YAML that reads as if written by hand."""

from argogen.yaml.emitter.documents import dump, dump_all

__all__ = ["dump", "dump_all"]
