"""Load a pack: its manifest and the values of its parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema_rs import RegexOptions, ValidationError, validator_for

from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.host import Host
from argogen.language.validation.argo_objects import validate_settings_file
from argogen.packs.source import MANIFEST, LocatedPack, PackSource
from argogen.records import Record
from argogen.substitution.braces import OPENING
from argogen.suggestions import suggest
from argogen.version import __version__
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents
from argogen.yaml.spelled_numbers import keep_spelling

_ANNOTATIONS = frozenset({"default", "description", "examples"})
_RESERVED = frozenset({"argogen", "constructs", "fields"})


class Pack(Record):
    """A pack: its name, its directory, the document of its manifest, and the value of each of its parameters."""

    name: str
    folder: Path
    document: Document
    parameters: Mapping[str, Any]

    @property
    def templates(self) -> Path:
        """The directory of its templates, which need not exist."""
        return self.folder / "templates"

    @property
    def examples(self) -> Path:
        """The directory of its example pipelines, which need not exist."""
        return self.folder / "examples"


def load_pack(located: LocatedPack, host: Host) -> Pack:
    """Load a located pack, with the parameters of the project. Raises InvalidInputError with all diagnostics."""
    document = read_pack_manifest(located.folder, host)
    data, source = document.data, located.source
    if data["name"] != source.name:
        message = f"pack '{source.name}' is named '{data['name']}' in its manifest"
        raise source.error("pack-name-mismatch", message, f"rename it to '{data['name']}' under 'packs'")
    _check_version(source, data)
    errors = list(_check_parameters(source, keep_spelling(document).get("parameters") or {}))
    if errors:
        raise InvalidInputError(errors)
    return Pack(source.name, located.folder, document, _fill_in(source, data.get("parameters") or {}))


def read_pack_manifest(folder: Path, host: Host) -> Document:
    """Read the manifest of the pack in a directory. Raises InvalidInputError."""
    source = host.read(host.show(folder / MANIFEST))
    documents = read_documents(source)
    if len(documents) != 1 or documents[0].data is None:
        message = f"a pack manifest must be a single document, got {len(documents)}"
        raise InvalidInputError([Diagnostic("invalid-pack", message, source.place_at(0))])
    errors = validate_settings_file(documents[0], "pack")
    if has_errors(errors):
        raise InvalidInputError(errors)
    if (name := documents[0].data["name"]) in _RESERVED:
        place = documents[0].place(("name",))
        message = f"reserved pack name '{name}': it is a prefix of built-in template files"
        raise InvalidInputError([Diagnostic("reserved-name", message, place, "choose another name")])
    return documents[0]


def _check_version(source: PackSource, data: Mapping[str, Any]) -> None:
    needed = str(data.get("argogen", "")).removeprefix(">=")
    if ".dev" in __version__:  # the number of a development version depends on the tags of the clone
        return
    if _split_version(needed) > _split_version(__version__):
        message = f"pack '{source.name}' requires argogen {needed} or later, got {__version__}"
        raise source.error("argogen-too-old", message, "upgrade argogen, or use an earlier version of the pack")


def _split_version(version: str) -> tuple[int, ...]:
    """Return the numbers of the release, so that a release candidate counts as its release."""
    release = re.match(r"[\d.]*", version)
    numbers = [int(number) for number in re.findall(r"\d+", release.group() if release else "")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _check_parameters(source: PackSource, known: Mapping[str, Any]) -> Iterator[Diagnostic]:
    for name, value in source.parameters.items():
        path = (*source.at, "parameters", name)
        if name not in known:
            hint = suggest(name, known, f"known parameters: {', '.join(known) or 'none'}")
            message = f"unknown parameter '{name}' of pack '{source.name}'"
            yield Diagnostic("unknown-pack-parameter", message, source.document.place(path, key=True), hint)
        elif OPENING in json.dumps(value):
            message = f"${{{{ }}}} is not supported in parameters of packs ('{name}' of pack '{source.name}')"
            hint = "use a literal value, or ${{ vars.NAME }} in the pack"
            yield Diagnostic("invalid-substitution", message, source.document.place(path), hint)
        elif violation := _find_violation(value, known[name] or {}):
            message = f"invalid value of parameter '{name}' of pack '{source.name}': {violation}"
            yield Diagnostic("invalid-value", message, source.document.place(path))
    for name, schema in known.items():
        if name not in source.parameters and "default" not in (schema or {}):
            message = f"missing value of parameter '{name}' of pack '{source.name}'"
            yield Diagnostic("missing-pack-parameter", message, source.place(), _suggest_value(name, schema or {}))


def _suggest_value(name: str, schema: Mapping[str, Any]) -> str:
    """Return a hint with an example of the pack, and with the description of the parameter."""
    examples = schema.get("examples")
    example = json.dumps(examples[0], ensure_ascii=False) if isinstance(examples, list) and examples else "VALUE"
    described = f" ({schema['description']})" if "description" in schema else ""
    return f"add parameters: {{{name}: {example}}}{described}"


def _find_violation(value: Any, schema: Mapping[str, Any]) -> str:
    """Return the first violation of a parameter's schema, or an empty string; patterns are matched in linear time."""
    rules = {keyword: rule for keyword, rule in schema.items() if keyword not in _ANNOTATIONS}
    try:
        validator = validator_for(rules, pattern_options=RegexOptions())
    except (ValidationError, ValueError) as error:
        return f"invalid schema in the pack: {error.message if isinstance(error, ValidationError) else error}"
    return next((error.message for error in validator.iter_errors(value)), "")


def _fill_in(source: PackSource, known: Mapping[str, Any]) -> dict[str, Any]:
    given = source.parameters
    return {name: given.get(name, (schema or {}).get("default")) for name, schema in known.items()}
