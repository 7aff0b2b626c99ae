"""Check final settings of packs, which apply to all leaves and cannot be overridden.

Policies do not apply to Argo templates, raw fields and templates of other workflows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.effective import SettingsResolver
from argogen.language.settings.equality import is_same
from argogen.language.settings.expansion import SHORT_NAMES, expand_settings
from argogen.language.settings.layers import SettingsLayer
from argogen.language.settings.merging import BY_NAME
from argogen.language.short_forms import shorten_env_source, shorten_variable
from argogen.language.vocabulary import fields_of, setting_keys
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

# Bodies that consist of a container, in which settings are lists instead of mappings by name.
_CONTAINERS = frozenset({"container", "script"})
_NAME_FIELDS = {"env": "name", "mounts": "mountPath"}
_MOUNT_FIELDS = {"name": "volume", "subPath": "sub_path", "subPathExpr": "sub_path_expr", "readOnly": "read_only"}
_MOUNT_FIELDS |= {"mountPropagation": "mount_propagation"}


class _SourceSettings(NamedTuple):
    """Settings as written at a path, the name of their pack, and their names there if these are not the keys."""

    path: NodePath
    settings: Mapping[str, Any]
    pack: str = ""
    names: Mapping[str, str] = {}


def check_policies(
    resolver: SettingsResolver, templates: Iterable[TemplateModel], collector: DiagnosticCollector
) -> None:
    """Report all settings that override a final setting with a different value."""
    policies = [layer for layer in resolver.inherited if layer.final]
    inherited = [found for layer, start in resolver.list_layers() for found in _list_inherited(layer, start)]
    own = [found for template in templates for found in _list_own(template)]
    for source in (*inherited, *own):
        expanded = expand_settings(source.settings)
        for policy in policies:
            if source.pack != policy.pack:
                _check(source, expanded, policy, collector)


def _list_inherited(layer: SettingsLayer, start: NodePath) -> Iterator[_SourceSettings]:
    for key in ("defaults", "final"):
        yield _SourceSettings((*start, key), layer.written(key), layer.pack)
    for name, profile in layer.written("profiles").items():
        yield _SourceSettings((*start, "profiles", name), profile, layer.pack)


def _list_own(template: TemplateModel) -> Iterator[_SourceSettings]:
    """Yield the settings of a leaf: its keys, and the fields of its body."""
    own = template.settings
    yield _SourceSettings(template.path, {key: own[key] for key in setting_keys() if key in own})
    if template.body in _CONTAINERS:
        body, fields = template.content, fields_of("Container")
        settings = {key: _index(key, body[field]) for key, field in fields.items() if field in body}
        yield _SourceSettings((*template.path, template.body), settings, names=fields)


def _index(key: str, value: Any) -> Any:
    """Convert a list of environment variables, their sources or mounts of a container to the form of settings."""
    if key == "env_from":
        return [shorten_env_source(source) or source for source in value]
    name = _NAME_FIELDS.get(key, "")
    if not name or not isinstance(value, list) or not all(isinstance(item, dict) and name in item for item in value):
        return value
    return {item[name]: _read_entry(key, {field: it for field, it in item.items() if field != name}) for item in value}


def _read_entry(key: str, entry: dict[str, Any]) -> dict[str, Any]:
    if key == "mounts":
        return {_MOUNT_FIELDS.get(field, field): value for field, value in entry.items()}
    return shorten_variable(entry.get("valueFrom") or {}) or entry


def _check(
    source: _SourceSettings, expanded: Mapping[str, Any], policy: SettingsLayer, collector: DiagnosticCollector
) -> None:
    for found in _find_contradictions(expanded, policy.final):
        key, *inner = _find_written(source.settings, found)
        wanted = _dig(policy.written("final"), _find_written(policy.written("final"), found))
        shown = "" if isinstance(wanted, dict | list) else f" to '{to_string(wanted)}'"
        setting = ".".join([key, *inner])
        message = f"'{setting}' is final: pack '{policy.pack}' sets it{shown}"
        path = (*source.path, source.names.get(key, key), *inner)
        collector.error("overridden-policy", message, path, "remove it", key=True)


def _find_contradictions(
    settings: Mapping[str, Any], final: Mapping[str, Any], within: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Yield the paths in expanded settings whose values differ from final settings."""
    for name, wanted in final.items():
        path = (*within, name)
        given = settings.get(name, wanted)
        if isinstance(wanted, dict) and isinstance(given, dict) and not (within and within[0] in BY_NAME):
            yield from _find_contradictions(given, wanted, path)
        elif not is_same(path[0], given, wanted):
            yield path


def _find_written(written: Mapping[str, Any], path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the path of an expanded setting in the source: the whole path, or that of a short form."""
    value, found = written, list[str]()
    for name in path:
        key = next((key for key in (name, SHORT_NAMES.get(name)) if isinstance(value, Mapping) and key in value), None)
        if key is None:
            break
        value = value[key]
        found.append(key)
    return tuple(found)


def _dig(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = value[name]
    return value
