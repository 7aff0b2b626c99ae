"""Faults of two kinds for documents: of their form, anywhere, and independent ones of their meaning in a part apart."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from hypothesis import strategies as st

Data = dict[str, Any]


class Slot(NamedTuple):
    """An entry of a mapping or list, and the path to it."""

    container: Any
    key: Any
    path: tuple[Any, ...]


class Faulty(NamedTuple):
    """A document with an independent error, and the same with a fault of form as well."""

    sound: Data
    faulty: Data
    path: tuple[Any, ...]


def _add_unknown(slot: Slot) -> None:
    _inner(slot)["xyzzy"] = 1


def _add_unknown_mapping(slot: Slot) -> None:
    _inner(slot)["xyzzy"] = {"qq": "ww"}


def _misspell(slot: Slot) -> None:
    _rename(slot, f"{slot.key[:-2]}{slot.key[-1:]}")


def _make_unknown(slot: Slot) -> None:
    _rename(slot, "xyzzyx")


def _rename(slot: Slot, new: str) -> None:
    items = [(new if key == slot.key else key, item) for key, item in slot.container.items()]
    slot.container.clear()
    slot.container.update(items)


def _wrap_in_list(slot: Slot) -> None:
    slot.container[slot.key] = [slot.container[slot.key]]


def _wrap_in_mapping(slot: Slot) -> None:
    slot.container[slot.key] = {"name": slot.container[slot.key]}


def _delete(slot: Slot) -> None:
    del slot.container[slot.key]


def _add_body(slot: Slot) -> None:
    body = _inner(slot)
    body["run" if "suspend" in body else "suspend"] = "echo" if "suspend" in body else {}


def _dedent(slot: Slot) -> None:
    """Move the last key of a mapping to the level above."""
    inner = _inner(slot)
    key = list(inner)[-1]
    slot.container.setdefault(key, inner.pop(key))


def _replace(value: Any) -> Callable[[Slot], None]:
    def replace(slot: Slot) -> None:
        slot.container[slot.key] = copy.copy(value)

    return replace


def _inner(slot: Slot) -> Data:
    inner = slot.container[slot.key]
    if not isinstance(inner, dict):
        raise TypeError
    return inner


MUTATIONS: list[Callable[[Slot], None]] = [
    _add_unknown,
    _add_unknown_mapping,
    _misspell,
    _make_unknown,
    _wrap_in_list,
    _wrap_in_mapping,
    _delete,
    _add_body,
    _dedent,
    *map(_replace, (5, [], {}, "some text", None)),
]
_POD = {"image": "alpine:3.23"}
_RUN = {**_POD, "run": "echo"}
# Components, each with one error.
COMPONENTS: Mapping[str, Data] = {
    "unknown-reference": {**_POD, "run": "echo {{nowhere.result}}"},
    "undeclared-volume": {**_RUN, "mounts": {"/zz": "zz-volume"}},
    "invalid-expression": {"steps": [{**_RUN, "name": "zz-step", "when": "{{=1 +}}"}]},
    "unknown-component": {"use": "zz-none"},
    "unknown-profile": {**_RUN, "profile": "zz-profile"},
    "unknown-task": {"tasks": {"zz-task": {**_RUN, "needs": ["zz-other"]}}},
    "unknown-parameter": {**_POD, "run": "echo {{parameters.zz-parameter}}"},
}
_CONTAINER = {**_POD, "command": ["echo"]}
_ELSEWHERE = {"templateRef": {"name": "w", "template": "t"}}
# The same as templates of manifests.
TEMPLATES: Mapping[str, Data] = {
    "unknown-tag-variable": {"container": {**_CONTAINER, "args": ["{{inputs.parameters.zz-parameter}}"]}},
    "undeclared-volume": {"container": {**_CONTAINER, "volumeMounts": [{"name": "zz-volume", "mountPath": "/zz"}]}},
    "unknown-component": {"steps": [[{"name": "zz-step", "template": "zz-none"}]]},
    "invalid-expression": {"container": {**_CONTAINER, "args": ["{{=1 +}}"]}},
    "unknown-task": {"dag": {"tasks": [{"name": "zz-task", "dependencies": ["zz-other"], **_ELSEWHERE}]}},
}
APART = "zz-apart"


@st.composite
def faulty_pipelines(draw: st.DrawFn, originals: st.SearchStrategy[Data], error: str) -> Faulty:
    """A pipeline with a component that has an error, and with a fault of form elsewhere."""
    sound = copy.deepcopy(draw(originals))
    sound.setdefault("components", {})[APART] = copy.deepcopy(COMPONENTS[error])
    return draw(_mutated(sound))


@st.composite
def faulty_manifests(draw: st.DrawFn, originals: st.SearchStrategy[Data], error: str) -> Faulty:
    """A manifest with a template that has an error, and with a fault of form elsewhere."""
    sound = copy.deepcopy(draw(originals))
    templates_of(sound).append({"name": APART, **copy.deepcopy(TEMPLATES[error])})
    return draw(_mutated(sound))


def templates_of(manifest: Data) -> Any:
    """The list of templates of a manifest."""
    spec = manifest["spec"]
    return spec.get("workflowSpec", spec)["templates"]


@st.composite
def _mutated(draw: st.DrawFn, sound: Data) -> Faulty:
    faulty = copy.deepcopy(sound)
    slots = list(_list_slots(faulty))
    slot = slots[draw(st.integers(0, len(slots) - 1))]
    try:
        draw(st.sampled_from(MUTATIONS))(slot)
    except (TypeError, AttributeError, IndexError):
        _add_unknown(Slot({"": faulty}, "", ()))
    return Faulty(sound, faulty, slot.path)


def _list_slots(data: Any, path: tuple[Any, ...] = ()) -> Iterator[Slot]:
    """All entries but those of the part apart."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        if key != APART and not (isinstance(value, dict) and value.get("name") == APART):
            yield Slot(data, key, (*path, key))
            yield from _list_slots(value, (*path, key))
