"""Settings that a pack makes final: every leaf has them, and whoever says otherwise is told.

A policy is a guard rail, not a lock: templates, raw fields and the templates of other workflows are out of its reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import TemplateModel
from argogen.language.settings.layers import Layer
from argogen.language.vocabulary import fields_of, is_workflows, setting_keys
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

# Their entries are one thing each: another one of the same name replaces it as a whole.
_BY_NAME = frozenset({"env", "mounts"})
# Bodies that are the container themselves; a list in them is what is a mapping by name in settings.
_CONTAINERS = frozenset({"container", "script"})


class _Said(NamedTuple):
    """Settings that somebody has written: where, in which pack, and under which names, if those are not the keys."""

    path: NodePath
    settings: Mapping[str, Any]
    pack: str = ""
    names: Mapping[str, str] = {}


def check_policies(
    data: Mapping[str, Any], drafts: Iterable[TemplateModel], beneath: Sequence[Layer], collector: DiagnosticCollector
) -> None:
    """Report every setting that contradicts one that is final."""
    policies = [layer for layer in beneath if layer.final]
    if not policies:
        return
    inherited = [*_list_layers(beneath), *_list_inherited((), data)]
    own = [said for draft in drafts for said in _list_own(draft)]
    for policy in policies:
        for said in (*inherited, *own):
            if said.pack != policy.pack:
                _check(said, policy, collector)


def _list_layers(beneath: Sequence[Layer]) -> Iterator[_Said]:
    for number, layer in enumerate(beneath):
        yield from _list_inherited((number,), layer.settings, layer.pack)


def _list_inherited(start: NodePath, settings: Mapping[str, Any], pack: str = "") -> Iterator[_Said]:
    for key in ("defaults", "final"):
        yield _Said((*start, key), settings.get(key) or {}, pack)
    for name, profile in (settings.get("profiles") or {}).items():
        yield _Said((*start, "profiles", name), profile, pack)


def _list_own(draft: TemplateModel) -> Iterator[_Said]:
    """What a leaf says itself, as keys and in its body."""
    own = [key for key in setting_keys() if key in draft.data and (draft.path or not is_workflows(key))]
    yield _Said(draft.path, {key: draft.data[key] for key in own})
    if draft.body in _CONTAINERS:
        body, fields = draft.data[draft.body], fields_of("Container")
        settings = {key: _key_by_name(body[field]) for key, field in fields.items() if field in body}
        yield _Said((*draft.path, draft.body), settings, names=fields)


def _key_by_name(value: Any) -> Any:
    """A list of environment variables or mounts as the mapping that it is in settings."""
    if not isinstance(value, list) or not all(isinstance(item, dict) and "name" in item for item in value):
        return value
    return {item["name"]: item.get("value", item) for item in value}


def _check(said: _Said, policy: Layer, collector: DiagnosticCollector) -> None:
    for (key, *inner), wanted in _find_contradictions(said.settings, policy.final):
        path = (*said.path, said.names.get(key, key), *inner)
        what = ".".join([key, *inner])
        shown = "" if isinstance(wanted, dict | list) else f" to '{to_string(wanted)}'"
        message = f"'{what}' is final: the pack '{policy.pack}' sets it{shown}"
        collector.error("final-setting", message, path, "take it out", key=True)


def _find_contradictions(
    settings: Mapping[str, Any], final: Mapping[str, Any], within: str = ""
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The paths in some settings at which something else is said, with what is final there."""
    for key, wanted in final.items():
        given = settings.get(key, wanted)
        if isinstance(wanted, dict) and isinstance(given, dict) and within not in _BY_NAME:
            yield from (((key, *path), value) for path, value in _find_contradictions(given, wanted, within or key))
        elif given != wanted:
            yield (key,), wanted
