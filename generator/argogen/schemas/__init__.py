"""The JSON Schemas of argogen in self-contained form, and a fast check of data."""

from argogen.schemas.reading import list_bodies, read_schema, read_source_schema

__all__ = ["list_bodies", "read_schema", "read_source_schema"]
