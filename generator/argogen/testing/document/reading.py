"""Read a test file: validate it, and convert it to frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.language.validation.pipeline import validate_document
from argogen.project.argo_versions import find_version_errors
from argogen.testing.document.expectations import read_expectations
from argogen.testing.document.mocks import read_mocks
from argogen.testing.document.model import Case, Mock, Suite
from argogen.testing.document.values import Reader, to_text
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.spelled_numbers import keep_spelling
from argogen.yaml.text import SourceText


def read_suite(source: SourceText) -> Suite:
    """Return the test file of a source. Raises InvalidInputError with all diagnostics."""
    documents = [document for document in read_documents(source) if document.data is not None]
    tests = [document for document in documents if not _is_object(document.data)]
    if len(tests) != 1:
        message = f"a test file must have one document with 'cases', got {len(tests)}"
        place = tests[1].place(()) if tests else source.place_at(0)
        raise InvalidInputError([Diagnostic("wrong-document-count", message, place, "")])
    errors = validate_document(tests[0], "test") or list(find_version_errors(tests[0]))
    if errors:
        raise InvalidInputError(errors)
    objects = [document.data for document in documents if document is not tests[0]]
    return _read(tests[0], objects)


def _is_object(data: Any) -> bool:
    return isinstance(data, dict) and "apiVersion" in data and "kind" in data


def _read(document: Document, objects: Sequence[Any]) -> Suite:
    reader = Reader(document)
    data: Mapping[str, Any] = keep_spelling(document)
    shared = read_mocks(reader, data.get("mocks"), ("mocks",), is_shared=True)
    cases = [_read_case(reader, data, case, ("cases", number), shared) for number, case in enumerate(data["cases"])]
    reader.diagnostics += _find_duplicates(document, cases)
    if reader.diagnostics:
        raise InvalidInputError(reader.diagnostics)
    refs = data.get("refs", ())
    return Suite(
        document=document,
        pipeline=data.get("pipeline", ""),
        argo_version=to_text(data.get("argo_version", "")),
        refs=[refs] if isinstance(refs, str) else list(refs),
        cases=cases,
        shared_mocks=shared,
        objects=objects,
    )


def _read_case(
    reader: Reader, data: Mapping[str, Any], case: Mapping[str, Any], path: NodePath, shared: Sequence[Mock]
) -> Case:
    own = read_mocks(reader, case.get("mocks"), (*path, "mocks"))
    replaced = {mock.step.text for mock in own}
    parameters: dict[str, str] = {}
    paths: dict[str, NodePath] = {}
    for holder, above in ((data, ()), (case, path)):
        for name, value in (holder.get("parameters") or {}).items():
            parameters[name], paths[name] = to_text(value), (*above, "parameters", name)
    return Case(
        name=case["name"],
        path=path,
        environment=case.get("environment", data.get("environment")),
        entrypoint=case.get("entrypoint", data.get("entrypoint", "")),
        parameters=parameters,
        parameter_paths=paths,
        mocks=[*own, *(mock for mock in shared if mock.step.text not in replaced)],
        expected=read_expectations(reader, case["expect"], (*path, "expect")),
    )


def _find_duplicates(document: Document, cases: Sequence[Case]) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for case in cases:
        if case.name in seen:
            place = document.place((*case.path, "name"))
            yield Diagnostic("duplicate-name", f"duplicate test case '{case.name}'", place, "choose another name")
        seen.add(case.name)
