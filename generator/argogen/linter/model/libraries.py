"""Read the templates of (Cluster)WorkflowTemplates, with their inputs and outputs."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.argo.structure import TEMPLATE_KINDS
from argogen.argo.structure.groups import has_argo_kind
from argogen.context import TemplateRef
from argogen.linter.model.flow.library_arguments import AcceptedArguments, read_accepted
from argogen.linter.model.library_requirements import (
    Requirements,
    TemplateKey,
    TemplateNeeds,
    list_required,
    read_key,
    read_needs,
    write_key,
)
from argogen.linter.model.origins import NOWHERE, Origin
from argogen.records import EMPTY
from argogen.suggestions import NameIndex

_NOTHING = Requirements()


class Inputs:
    """The input parameters or input artifacts of a template, and the names of the required ones."""

    def __init__(self, declared: Mapping[str, bool]) -> None:
        self.names = NameIndex(declared)
        self.required = tuple(name for name, is_required in declared.items() if is_required)


class Signature(NamedTuple):
    """The inputs of a template, and the names of its output parameters."""

    inputs: Inputs
    artifacts: Inputs
    outputs: NameIndex
    needs: TemplateNeeds
    is_daemon: bool = False


class LibraryManifest(NamedTuple):
    """A manifest as plain data, and where it is."""

    data: Any
    origin: Origin = NOWHERE


class Library:
    """The templates of a (Cluster)WorkflowTemplate by name, None if they are unknown, and its own declarations.

    `required` are its parameters without a value; `spec` is its WorkflowSpec.
    """

    def __init__(
        self,
        templates: Mapping[str, Signature] | None,
        declared: Requirements = _NOTHING,
        entrypoint: str = "",
        required: tuple[str, ...] = (),
        origin: Origin = NOWHERE,
        namespace: str = "",
        spec: Mapping[str, Any] = EMPTY,
    ) -> None:
        self.templates = templates
        self.names = NameIndex(templates or ())
        self.declared = declared
        self.entrypoint = entrypoint
        self.required = required
        self.origin = origin
        self.namespace = namespace
        self._spec = spec

    @functools.cached_property
    def accepted(self) -> AcceptedArguments:
        """The arguments that it accepts as a whole."""
        return read_accepted(self._spec)


Name = tuple[bool, str]
"""Whether something is a ClusterWorkflowTemplate, and its name."""


class _Index:
    """The (Cluster)WorkflowTemplates of a run by name, and what does not depend on the viewpoint."""

    def __init__(self, libraries: Mapping[Name, Sequence[Library]]) -> None:
        self.libraries = libraries
        self.has_duplicates = any(len(found) > 1 for found in libraries.values())

    @functools.cached_property
    def names(self) -> Mapping[bool, NameIndex]:
        return {kind: NameIndex([name for each, name in self.libraries if each is kind]) for kind in (False, True)}

    @functools.cached_property
    def required(self) -> Mapping[str, Requirements]:
        """What each template and those that it calls require, if no two libraries have the same name."""
        return list_required(
            {
                write_key(name, template, of_cluster=of_cluster): signature.needs
                for (of_cluster, name), (library,) in self.libraries.items()
                for template, signature in (library.templates or {}).items()
            }
        )


class Libraries:
    """The (Cluster)WorkflowTemplates of a run, as seen from the origin of one source.

    Of several with the same name, the nearest one applies, and the last one of several at the same distance, as if
    they were applied in that order.
    """

    def __init__(self, index: _Index, viewpoint: Origin = NOWHERE) -> None:
        self._index = index
        self._viewpoint = viewpoint

    @property
    def has_duplicates(self) -> bool:
        """Whether some of them have the same name, so that the origin of a reference decides."""
        return self._index.has_duplicates

    def seen_from(self, viewpoint: Origin) -> Libraries:
        """Return the same libraries, as seen from another origin."""
        return Libraries(self._index, viewpoint) if self._index.has_duplicates else self

    def find(self, name: Name) -> Library | None:
        """Return a (Cluster)WorkflowTemplate, None if it is unknown."""
        found = self._index.libraries.get(name, ())
        if len(found) < 2:
            return found[0] if found else None
        return min(reversed(found), key=lambda library: library.origin.measure(self._viewpoint))

    def locate(self, name: Name) -> str:
        """Return where a (Cluster)WorkflowTemplate is, as a part of a message, if there are others with its name."""
        library = self.find(name)
        is_ambiguous = len({each.origin.file for each in self._index.libraries.get(name, ())}) > 1
        return f" in {library.origin.file}" if library is not None and is_ambiguous else ""

    def list_duplicates(self) -> Iterator[tuple[Name, Sequence[Library]]]:
        """Yield the names of several (Cluster)WorkflowTemplates, with these."""
        yield from ((name, found) for name, found in self._index.libraries.items() if len(found) > 1)

    def list_required(self, reference: TemplateRef) -> Requirements:
        """Return what a template, and those that it calls, require from the calling workflow."""
        key = (bool(reference.cluster_scope), reference.name, reference.template or "")
        required = list_required(self._list_reachable(key)) if self._index.has_duplicates else self._index.required
        return required.get(write_key(key[1], key[2], of_cluster=key[0]), _NOTHING)

    def is_daemon(self, reference: TemplateRef) -> bool:
        """Return whether a template is a daemon."""
        library = self.find((bool(reference.cluster_scope), reference.name))
        found = (library.templates or {}).get(reference.template or "") if library is not None else None
        return found is not None and found.is_daemon

    def _list_reachable(self, key: TemplateKey) -> Mapping[str, TemplateNeeds]:
        """Return the needs of a template and of those that it calls, as seen from the viewpoint."""
        found: dict[str, TemplateNeeds] = {}
        waiting = [key]
        while waiting:
            of_cluster, name, template = waiting.pop()
            library, written = self.find((of_cluster, name)), write_key(name, template, of_cluster=of_cluster)
            if written not in found and library is not None and template in (library.templates or {}):
                found[written] = (library.templates or {})[template].needs
                waiting += map(read_key, found[written].called)
        return found

    def names(self, *, of_cluster: bool) -> NameIndex:
        """Return the names of the ClusterWorkflowTemplates, or of the WorkflowTemplates."""
        return self._index.names[of_cluster]


def read_libraries(manifests: Iterable[LibraryManifest], unknown: Iterable[tuple[Name, Origin]] = ()) -> Libraries:
    """Return the (Cluster)WorkflowTemplates among manifests.

    `unknown` are the names of those whose templates are unknown.
    """
    known: dict[Name, list[Library]] = {}
    for data, origin in manifests:
        if isinstance(data, Mapping) and data.get("kind") in TEMPLATE_KINDS and has_argo_kind(data):
            known.setdefault(read_name(data), []).append(_read_library(data, origin))
    for name, origin in unknown:
        known.setdefault(name, []).append(Library(None, origin=origin))
    return Libraries(_Index(known))


def read_name(manifest: Mapping[str, Any]) -> Name:
    """Return whether a manifest is a ClusterWorkflowTemplate, and its name."""
    return manifest["kind"] == TEMPLATE_KINDS[1], _name_of(manifest)


def _name_of(manifest: Mapping[str, Any]) -> str:
    return str(_at(manifest, "metadata").get("name", ""))


def _read_library(manifest: Mapping[str, Any], origin: Origin) -> Library:
    spec = _at(manifest, "spec")
    claims = (_at(claim, "metadata") for claim in _list(spec.get("volumeClaimTemplates")))
    volumes = (str(each.get("name")) for each in (*_list(spec.get("volumes")), *claims))
    parameters = dict(_by_name(_at(spec, "arguments").get("parameters")))
    metadata = _at(spec, "workflowMetadata")
    words = {"labels": ("labels", "labelsFrom"), "annotations": ("annotations",)}
    names = (f"{word}.{key}" for word, keys in words.items() for each in keys for key in _at(metadata, each))
    declared = Requirements(tuple(volumes), tuple(parameters), tuple(names))
    required = tuple(name for name, parameter in parameters.items() if not _has_value(parameter))
    templates, entrypoint = dict(_read_templates(manifest)), str(spec.get("entrypoint") or "")
    namespace = str(_at(manifest, "metadata").get("namespace", ""))
    return Library(templates, declared, entrypoint, required, origin, namespace, spec)


def _read_templates(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Signature]]:
    name, of_cluster = _name_of(manifest), manifest["kind"] == TEMPLATE_KINDS[1]
    for template in _list(_at(manifest, "spec").get("templates")):
        inputs, outputs = _at(template, "inputs"), _at(template, "outputs")
        parameters = {name: not _has_value(item) for name, item in _by_name(inputs.get("parameters"))}
        artifacts = {name: not _is_optional(item) for name, item in _by_name(inputs.get("artifacts"))}
        given = NameIndex(dict.fromkeys(name for name, _ in _by_name(outputs.get("parameters"))))
        needs = read_needs(template, name, of_cluster=of_cluster)
        yield (
            str(template.get("name", "")),
            Signature(Inputs(parameters), Inputs(artifacts), given, needs, template.get("daemon") is True),
        )


def _has_value(parameter: Mapping[str, Any]) -> bool:
    return any(parameter.get(field) is not None for field in ("value", "default", "valueFrom"))


def _is_optional(artifact: Mapping[str, Any]) -> bool:
    return bool(artifact.get("optional")) or any(store in artifact for store in ARTIFACT_STORES)


def _by_name(items: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((str(item.get("name", "")), item) for item in _list(items))


def _at(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
