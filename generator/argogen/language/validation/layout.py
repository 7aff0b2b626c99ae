"""Find the places of Argo and Kubernetes objects in a pipeline, and their types.

They are read from the schema: if it does not describe the value of a key, and `x-argo` names the Argo field that the
key becomes, the value is an object of the type of that field.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from argogen.language.validation.definitions import Schema, find_definition, name_definition, resolve
from argogen.records import Record

if TYPE_CHECKING:
    from argogen.argo.structure import FieldFacts, Structure

# Definitions of the language with keys that are fields of an Argo object, in camelCase or in snake_case.
_SPELT_LIKE = {"volume": "Volume", "mount": "Volume", "env_from": "EnvFromSource"}
_KEYED_FILES = {"volume": {"items": "[KeyToPath]"}, "mount": {"items": "[KeyToPath]"}}

_SPEC = "WorkflowSpec"


class ArgoType(Record):
    """The type of an Argo object.

    `definition` is a type of the structure; `own` are the keys of the object that the language adds; `partial` is True
    if the object is merged with others, so that it may be incomplete.
    """

    definition: str
    own: frozenset[str]
    partial: bool


class UnsupportedKey(Record):
    """A key whose field the version of Argo does not have; `instead` is the equivalent key, or ""."""

    facts: FieldFacts
    instead: str


class Layout(Record):
    """The layout of one kind of value of a pipeline, built lazily.

    `name` is the definition to which the value belongs, "" for the pipeline; `argo` is set if the value is an Argo
    object or a list of them.
    """

    schema: Schema
    name: str
    structure: Structure
    shared: dict[str, Layout]  # by definition: steps hold steps
    argo: ArgoType | None = None

    @cached_property
    def entries(self) -> Mapping[str, Layout | UnsupportedKey | None]:
        """Return the layouts of the values to check by key; built lazily."""
        return _Entries(self)

    def lay_out_entry(self, key: str) -> Layout | UnsupportedKey | None:
        """Return the layout of the value of a key; None if it contains nothing to check."""
        if key not in self.schema.get("properties", {}):
            return None
        schema = resolve(self.schema["properties"][key])
        unsupported = self._find_unsupported_key(key, schema)
        if unsupported is not None:
            return unsupported
        layout = self._lay_out_key(key, schema)
        return layout if layout.argo or _leads_to_objects(schema, ()) else None

    @cached_property
    def each(self) -> Layout | None:
        """Return the layout of the values of a mapping with arbitrary keys."""
        return self._lay_out_inside(self.schema.get("additionalProperties"))

    @cached_property
    def items(self) -> Layout | None:
        """Return the layout of the items of a list."""
        return self._lay_out_inside(self.schema.get("items"))

    @cached_property
    def nested(self) -> Layout | None:
        """Return the layout of the items of a list within a list: parallel steps."""
        return self._lay_out_inside(self.schema.get("then", {}).get("items"))

    @cached_property
    def _properties(self) -> Mapping[str, Schema]:
        return {key: resolve(part) for key, part in self.schema.get("properties", {}).items()}

    def _lay_out_key(self, key: str, schema: Schema) -> Layout:
        name = _name(self.schema["properties"][key]) or self.name
        return Layout(schema, name, self.structure, self.shared, self._find_type(key, schema))

    def _lay_out_inside(self, raw: Any) -> Layout | None:
        if not isinstance(raw, dict) or not _leads_to_objects(raw, ()):
            return None
        raw = {**raw, **raw.get("else", {})}  # an item of steps is a list of steps, or else a step
        name = _name(raw)
        if not name:
            return Layout(raw, self.name, self.structure, self.shared)
        if name not in self.shared:
            whole = resolve(raw)
            argo = ArgoType(whole["x-argo-type"], frozenset(), partial=False) if "x-argo-type" in whole else None
            self.shared[name] = Layout(whole, name, self.structure, self.shared, argo)
        return self.shared[name]

    def _find_type(self, key: str, schema: Schema) -> ArgoType | None:
        definition = self._find_object(key) or self._find_field_type(key, schema)
        if not definition or not _is_open(schema):
            return None
        own = frozenset(schema.get("properties", ()))
        return ArgoType(definition, own, partial=self._is_merged(key))

    def _find_object(self, key: str) -> str:
        objects = {**self.schema.get("x-argo-object", {}), **_KEYED_FILES.get(self.name, {})}
        return str(objects.get(key, ""))

    def _find_field_type(self, key: str, schema: Schema) -> str:
        owner, name = self._find_field(key, schema)
        facts = self.structure.field(owner, name) if owner else None
        return facts.type if facts else ""

    def _find_field(self, key: str, schema: Schema) -> tuple[str, str]:
        """Return the Argo field that a key becomes, as definition and name."""
        rows: dict[str, str] = schema.get("x-argo", {})
        if rows:
            return _choose_row(rows, on_pipeline=not self.name)
        owner = _SPELT_LIKE.get(self.name, "")
        return owner, to_camel_case(key)

    def _is_merged(self, key: str) -> bool:
        return self.name not in ("", *_SPELT_LIKE) and key in find_definition("settings")["properties"]

    def _find_unsupported_key(self, key: str, schema: Schema) -> UnsupportedKey | None:
        owner, name = self._find_field(key, schema)
        if not owner or self.structure.has(owner, name):
            return None
        facts = self.structure.field(owner, name)
        return UnsupportedKey(facts, self._find_key(owner, facts.instead)) if facts else None

    def _find_key(self, owner: str, wanted: str) -> str:
        fields = ((key, self._find_field(key, schema)) for key, schema in self._properties.items())
        return next((key for key, found in fields if found == (owner, wanted)), "")


class _Entries(dict[str, "Layout | UnsupportedKey | None"]):
    """The layouts of the values of a mapping by key, each built when it is first used."""

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self._layout = layout

    def __missing__(self, key: str) -> Layout | UnsupportedKey | None:
        self[key] = entry = self._layout.lay_out_entry(key)
        return entry


def lay_out(structure: Structure, definition: str = "") -> Layout:
    """Return the layout of a pipeline, or of another definition, for a version of Argo."""
    return Layout(find_definition(definition), definition, structure, {})


def _choose_row(rows: Mapping[str, str], *, on_pipeline: bool) -> tuple[str, str]:
    """Choose the workflow's field for a key of the pipeline, and the template's elsewhere, if both have the field."""
    fitting = [row for row in rows.items() if (row[0] == _SPEC) == on_pipeline]
    return next(iter(fitting or rows.items()))


def _is_open(schema: Schema) -> bool:
    """Return whether the schema leaves the value open, as an Argo object."""
    types = schema.get("type", ())
    if "object" in types and "additionalProperties" not in schema:
        return True
    items = schema.get("items", {})
    described = "properties" in items or "additionalProperties" in items
    return "array" in types and "object" in items.get("type", ()) and not described


def _leads_to_objects(schema: Any, within: tuple[str, ...]) -> bool:
    """Return whether a value that the schema describes can contain an Argo object."""
    if not isinstance(schema, dict):
        return False
    name = _name(schema)
    if name in within or name in _SPELT_LIKE:
        return True  # a recursive definition is a step, and steps contain Argo objects
    within = (*within, name) if name else within
    whole = resolve(schema)
    if "x-argo-object" in whole or "x-argo-type" in whole or ("x-argo" in whole and _is_open(whole)):
        return True
    inside = [*whole.get("properties", {}).values(), whole.get("additionalProperties"), whole.get("items")]
    inside += [whole.get("then"), whole.get("else")]
    return any(_leads_to_objects(part, within) for part in inside)


def _name(schema: Schema) -> str:
    return name_definition(schema.get("$ref", ""))


def to_camel_case(key: str) -> str:
    """Return the name in camelCase of a key in snake_case."""
    first, *others = key.split("_")
    return first + "".join(map(str.capitalize, others))
