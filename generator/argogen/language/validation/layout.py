"""Where in a pipeline objects in Argo's own spelling stand, and which of Argo's they are.

The language says so itself: a key whose value it leaves open, and whose `x-argo` row names the field that the key
becomes, holds an object of that field's type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.language.validation.definitions import Schema, find_definition, name_definition, resolve

if TYPE_CHECKING:
    from argogen.argo.structure import FieldFacts, Structure

# Definitions of the language in which some keys are fields of one of Argo's objects, in its spelling or in ours.
_SPELT_LIKE = {"volume": "Volume", "mount": "Volume", "env_from": "EnvFromSource"}
_KEYED_FILES = {"volume": {"items": "[KeyToPath]"}, "mount": {"items": "[KeyToPath]"}}

_SPEC = "WorkflowSpec"


class ArgoType(NamedTuple):
    """What a value in Argo's spelling is checked against.

    `definition` is a type of the structure; `own` are the keys in it that are the language's and not Argo's; `partial`
    says that it is merged with others, so that it need not be whole.
    """

    definition: str
    own: frozenset[str]
    partial: bool


class UnsupportedKey(NamedTuple):
    """A key whose field the chosen version of Argo does not have; `instead` is the key that does its work, or ""."""

    facts: FieldFacts
    instead: str


@dataclass(frozen=True, eq=False)
class Layout:
    """What a walker has to know of one kind of value of a pipeline; made as far as the walker gets.

    `name` is the definition that the value belongs to, "" for the pipeline; `argo` is set where the value, if it is a
    mapping or holds some in a list, is in Argo's spelling.
    """

    schema: Schema
    name: str
    structure: Structure
    shared: dict[str, Layout] = field(repr=False)  # by definition: steps hold steps
    argo: ArgoType | None = None

    @cached_property
    def entries(self) -> Mapping[str, Layout | UnsupportedKey | None]:
        """What there is to check behind a key, or that Argo has no field for it; laid out when it is asked for."""
        return _Entries(self)

    def lay_out_entry(self, key: str) -> Layout | UnsupportedKey | None:
        """One of the entries."""
        if key not in self.schema.get("properties", {}):
            return None
        schema = resolve(self.schema["properties"][key])
        unsupported = self._find_unsupported_key(key, schema)
        if unsupported is not None:
            return unsupported
        layout = self._lay_out_key(key, schema)
        return layout if layout.argo or _leads_on(schema, ()) else None

    @cached_property
    def each(self) -> Layout | None:
        """The values of a mapping with free keys."""
        return self._lay_out_inside(self.schema.get("additionalProperties"))

    @cached_property
    def items(self) -> Layout | None:
        """The items of a list."""
        return self._lay_out_inside(self.schema.get("items"))

    @cached_property
    def nested(self) -> Layout | None:
        """The items of a list that is itself an item: steps side by side."""
        return self._lay_out_inside(self.schema.get("then", {}).get("items"))

    @cached_property
    def _properties(self) -> Mapping[str, Schema]:
        return {key: resolve(part) for key, part in self.schema.get("properties", {}).items()}

    def _lay_out_key(self, key: str, schema: Schema) -> Layout:
        name = _name(self.schema["properties"][key]) or self.name
        return Layout(schema, name, self.structure, self.shared, self._find_type(key, schema))

    def _lay_out_inside(self, raw: Any) -> Layout | None:
        if not isinstance(raw, dict) or not _leads_on(raw, ()):
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
        """The Argo field that a key here becomes, as definition and name."""
        rows: dict[str, str] = schema.get("x-argo", {})
        if rows:
            return _choose_row(rows, on_pipeline=not self.name)
        owner = _SPELT_LIKE.get(self.name, "")
        return owner, _spell_camel(key)

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
    """Lays out each key of a mapping when it is first met."""

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self._layout = layout

    def __missing__(self, key: str) -> Layout | UnsupportedKey | None:
        self[key] = entry = self._layout.lay_out_entry(key)
        return entry


def lay_out(structure: Structure, definition: str = "") -> Layout:
    """The layout of a pipeline, or of another definition, for one version of Argo."""
    return Layout(find_definition(definition), definition, structure, {})


def _choose_row(rows: Mapping[str, str], *, on_pipeline: bool) -> tuple[str, str]:
    """What both the workflow and its templates have is the workflow's on a pipeline, and a template's elsewhere."""
    fitting = [row for row in rows.items() if (row[0] == _SPEC) == on_pipeline]
    return next(iter(fitting or rows.items()))


def _is_open(schema: Schema) -> bool:
    """Whether the language leaves it to Argo what is in the value."""
    types = schema.get("type", ())
    if "object" in types and "additionalProperties" not in schema:
        return True
    items = schema.get("items", {})
    described = "properties" in items or "additionalProperties" in items
    return "array" in types and "object" in items.get("type", ()) and not described


def _leads_on(schema: Any, within: tuple[str, ...]) -> bool:
    """Whether there may be an object of Argo's somewhere in what the schema describes."""
    if not isinstance(schema, dict):
        return False
    name = _name(schema)
    if name in within or name in _SPELT_LIKE:
        return True  # what holds itself is a step, and steps hold them
    within = (*within, name) if name else within
    whole = resolve(schema)
    if "x-argo-object" in whole or "x-argo-type" in whole or ("x-argo" in whole and _is_open(whole)):
        return True
    inside = [*whole.get("properties", {}).values(), whole.get("additionalProperties"), whole.get("items")]
    inside += [whole.get("then"), whole.get("else")]
    return any(_leads_on(part, within) for part in inside)


def _name(schema: Schema) -> str:
    return name_definition(schema.get("$ref", ""))


def _spell_camel(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(map(str.capitalize, others))
