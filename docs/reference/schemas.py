"""The pages of JSON Schemas: the keys of documents, and their definitions."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.language.validation.value_descriptions import join_alternatives, name_kinds, write_flow
from argogen.schemas import read_schema, read_source_schema

from .cells import escape

_OWN = "#/$defs/"

Schema = Mapping[str, Any]


def write_schema(name: str, title: str, about: str) -> str:
    """Return the page of a schema: the keys of the document, and the definitions that only this schema contains."""
    whole, own = read_schema(name), read_source_schema(name)["$defs"]
    page = _Page(whole, f"{name}.md")
    sections = "\n".join(page.write_definition(key, whole["$defs"][key]) for key in own)
    return f"# {title}\n\n{about}\n\n{page.write_keys(whole)}\n{sections}"


class _Page(NamedTuple):
    """A schema, and the file name of its page."""

    whole: Schema
    file: str

    def write_definition(self, name: str, row: Schema) -> str:
        """Return the section of a definition: description, examples and keys."""
        about = " ".join([row.get("description", ""), *self._list_facts(row)])
        key = next(iter(_find_keys(self.whole, name)), "")
        examples = "\n".join(_write_example(key, example) for example in row.get("examples", ())[:2])
        shown = f"```yaml\n{examples}\n```\n" if examples else ""
        return "\n".join(filter(None, [f"## {_find_title(name)}\n", f"{about}\n", shown, self.write_keys(row)]))

    def write_keys(self, row: Schema) -> str:
        """Return the keys of an object as a table."""
        properties = row.get("properties", {})
        if not properties:
            return ""
        rows = "".join(f"| {self._name(key, part)} | {self._describe(part)} |\n" for key, part in properties.items())
        needed = f"\nRequired: {_quote(row['required'], 'and')}.\n" if "required" in row else ""
        return f"| key | |\n|---|---|\n{rows}{needed}"

    def _name(self, key: str, part: Schema) -> str:
        return self._link(part["$ref"], key) if "$ref" in part else f"`{key}`"

    def _describe(self, part: Schema) -> str:
        there = self.whole["$defs"].get(part.get("$ref", "").removeprefix(_OWN), {})
        return escape(part.get("description") or there.get("description", ""))

    def _link(self, reference: str, shown: str = "") -> str:
        name = reference.removeprefix(_OWN)
        file, title = f"{_find_schema(name)}.md", _find_title(name)
        return f"[`{shown or title}`]({'' if file == self.file else file}#{title})"

    def _list_facts(self, row: Schema) -> Iterator[str]:
        """Yield the constraints of the schema as sentences."""
        types = row.get("type", ())
        kinds = name_kinds([types] if isinstance(types, str) else types)
        if kinds and "properties" not in row:
            yield f"Type: {kinds}."
        if "enum" in row:
            yield f"One of {_quote([value for value in row['enum'] if value is not None])}."
        if "$ref" in row:
            yield f"Keys: see {self._link(row['$ref'])}."
        if "oneOf" in row and all("$ref" in choice for choice in row["oneOf"]):
            yield f"Either {join_alternatives([self._link(choice['$ref']) for choice in row['oneOf']], 'or')}."
        for keyword, what in (("additionalProperties", "value"), ("items", "item")):
            inner = row.get(keyword)
            if isinstance(inner, dict) and "$ref" in inner:
                yield f"Each {what}: {self._link(inner['$ref'])}."
        if fields := row.get("x-argo"):
            yield f"Argo field: {_quote([f'{owner}.{field}' for owner, field in fields.items()], 'and')}."


def _find_keys(whole: Schema, name: str) -> list[str]:
    """Return the keys whose value has a definition; none for values of mappings and lists."""
    holders = (whole, *whole["$defs"].values())
    parts = (item for holder in holders for item in holder.get("properties", {}).items())
    return list(dict.fromkeys(key for key, part in parts if part.get("$ref") == f"{_OWN}{name}"))


@functools.cache
def _find_title(definition: str) -> str:
    """Return the title of the section of a definition: its key, unless other sections have that key, too."""
    schema = _find_schema(definition)
    whole, own = read_schema(schema), read_source_schema(schema)["$defs"]
    keys = _find_keys(whole, definition)
    others = {key for name in own if name != definition for key in (name, *_find_keys(whole, name))}
    if len(keys) == 1 and keys[0] not in others:
        return keys[0]
    short = definition.removeprefix(f"{schema}_")
    return definition if short in own else short


@functools.cache
def _find_schema(definition: str) -> str:
    """Return the name of the schema with a definition."""
    schemas = ("pipeline", "project", "pack", "test", "run", "runnable-configuration")
    return next(name for name in schemas if definition in read_source_schema(name)["$defs"])


def _quote(words: Iterable[object], last: str = "or") -> str:
    return join_alternatives([f"`{word}`" for word in words], last)


def _write_example(key: str, example: Any) -> str:
    """Return an example on one line, with its key unless the key is empty."""
    return write_flow({key: example})[1:-1] if key else write_flow(example)
