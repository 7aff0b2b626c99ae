"""The form of the items of a loop: a mapping in the call is a string in the template that is called."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.model.pipeline import LoopModel
from argogen.language.tags import Parts
from argogen.late import import_late
from argogen.yaml.limits import load_json

if TYPE_CHECKING:
    from argogen.argo.expressions.expr import writing
else:
    writing = import_late("argogen.argo.expressions.expr.writing")


class ItemForm(enum.Enum):
    """What the value of a loop is in the call; a list is a string there, too (processItem in operator.go)."""

    STRING = "a string"
    MAPPING = "a mapping"
    UNKNOWN = "known at run time only"

    __hash__ = object.__hash__  # that of enumerations is slow, and each source of a reference has a form


class ItemForms:
    """The forms of the items of loops, found once for each loop."""

    def __init__(self) -> None:
        self._loops: dict[int, tuple[LoopModel, ItemForm]] = {}

    def of(self, loop: LoopModel) -> ItemForm:
        """Return the form of the items of a loop, which is recognized by its identity and kept alive."""
        if id(loop) not in self._loops:
            self._loops[id(loop)] = (loop, _find_form(loop))
        return self._loops[id(loop)][1]


def _find_form(loop: LoopModel) -> ItemForm:
    if loop.sequence is not None:
        return ItemForm.STRING
    items = _read_list(loop.items) if isinstance(loop.items, str) else loop.items
    if not isinstance(items, list) or not items:
        return ItemForm.UNKNOWN
    are_mappings = {isinstance(item, Mapping) for item in items}
    if len(are_mappings) > 1:
        return ItemForm.UNKNOWN
    return ItemForm.MAPPING if are_mappings.pop() else ItemForm.STRING


def _read_list(text: str) -> Any:
    try:
        return None if "{{" in text else load_json(text)
    except ValueError:
        return None


def parse_item(parts: Parts, form: ItemForm) -> Parts | str:
    """Return the operand of an expression for the value of a loop; `parts` are those of the input that passes it."""
    name = writing.as_chain(parts)
    if form is ItemForm.MAPPING:
        return f"fromJSON({name})"
    return parts if form is ItemForm.STRING else f"{name} startsWith '{{' ? fromJSON({name}) : {name}"
