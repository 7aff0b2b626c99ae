"""Keep values of manifests that Kubernetes rejects, with comments in the pipeline that suppress the errors.

These are names of templates that are invalid in names of pods, and labels and annotations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_label_key, check_label_value
from argogen.diagnostics import Diagnostic, Severity
from argogen.dialects.translation import SourceLocation
from argogen.importing.calls import list_holders
from argogen.importing.tree import TrackedDict
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

NAME, LABEL = "invalid-name", "invalid-label"
_COMMENTS = {NAME: "# argogen: ignore[AG301]", LABEL: "# argogen: ignore[AG305]"}
_TEMPLATES: tuple[NodePath, ...] = (("spec", "templates"), ("spec", "workflowSpec", "templates"))


class KeptValues(NamedTuple):
    """The rules that values of a manifest violate, by their paths, and the errors of these values as warnings."""

    rules: Mapping[NodePath, str]
    warnings: tuple[Diagnostic, ...]

    def suppress(self, comments: Mapping[NodePath, list[str]]) -> Mapping[NodePath, list[str]]:
        """Return the comments of a manifest with one above each of the values."""
        return {**comments, **{path: [*comments.get(path, ()), _COMMENTS[rule]] for path, rule in self.rules.items()}}


def find_kept(errors: Iterable[Diagnostic], origin: SourceLocation, pipeline: TrackedDict) -> KeptValues:
    """Return the values with errors that the pipeline keeps; `origin` is the manifest."""
    found = [each for each in errors if each.code in _COMMENTS]
    lines = {(each.code, each.place.line) for each in found}
    kept = _list_candidates(origin.value, pipeline, {each.code for each in found})
    places = {path: (rule, origin.at(*path).place(key=rule == LABEL).line) for path, rule in kept}
    rules = {path: place[0] for path, place in places.items() if place in lines}
    kept_lines = set(places.values())
    warnings = [each for each in found if (each.code, each.place.line) in kept_lines]
    return KeptValues(rules, tuple(each._replace(severity=Severity.WARNING) for each in warnings))


def _list_candidates(manifest: Any, pipeline: TrackedDict, rules: set[str]) -> Iterator[tuple[NodePath, str]]:
    if NAME in rules:
        fixed = _list_fixed_names(pipeline)
        yield from ((path, NAME) for path, name in _list_names(manifest) if name in fixed)
    if LABEL in rules:
        yield from ((path, LABEL) for path in _list_invalid_labels(manifest, ()))


def _list_names(manifest: Mapping[str, Any]) -> Iterator[tuple[NodePath, str]]:
    for path in _TEMPLATES:
        value: Any = manifest
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        for index, template in enumerate(value if isinstance(value, list) else ()):
            if isinstance(template, dict) and isinstance(template.get("name"), str):
                yield (*path, index, "name"), template["name"]


def _list_fixed_names(pipeline: TrackedDict) -> frozenset[str]:
    """Return the names that the pipeline gives to templates."""
    named = (holder["template"] for holder in list_holders(pipeline) if isinstance(holder.get("template"), str))
    return frozenset([*(pipeline.get("components") or ()), *named, pipeline.get("entrypoint", "")])


def _list_invalid_labels(value: Any, path: NodePath) -> Iterator[NodePath]:
    """Yield the paths of invalid labels and annotations below a value."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key in ("labels", "annotations") and isinstance(item, dict):
            invalid = (name for name in item if not _is_valid(name, item[name] if key == "labels" else None))
            yield from ((*path, key, name) for name in invalid)
        else:
            yield from _list_invalid_labels(item, (*path, key))


def _is_valid(name: str, value: Any) -> bool:
    try:
        check_label_key(name)
        check_label_value("" if value is None else to_string(value))
    except NotationError:
        return False
    return True
