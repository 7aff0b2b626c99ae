"""Times are about ten times what an idle machine takes: a slip into quadratic work goes far beyond them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from argogen.argo.structure import load_structure
from argogen.language.validation import check_argo_objects, validate_pipeline
from argogen.yaml import Document, SourceText, read_documents

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic

STEPS = 10_000
RETRY = "{limit: 2, retryPolicy: Always, backoff: {duration: 10s, factor: 2}}"


def read_steps(extra: str = "", odd: str = "") -> Document:
    lines = [f"  - {{name: s{number}, image: alpine, run: echo{extra}}}" for number in range(STEPS)]
    [document] = read_documents(SourceText("a.yaml", "\n".join(["name: a", "steps:", *lines, odd])))
    return document


def check_objects(document: Document) -> list[Diagnostic]:
    return check_argo_objects(document, load_structure("3.7"))


def measure(function: Callable[[Any], list[Diagnostic]], document: Document) -> tuple[float, int]:
    start = time.process_time()
    found = function(document)
    return time.process_time() - start, len(found)


@pytest.mark.parametrize("extra", ["", f", retry: {RETRY}"], ids=["plain", "with a retry"])
def test_good_steps(extra: str) -> None:
    document = read_steps(extra)
    for function in (validate_pipeline, check_objects):
        seconds, found = measure(function, document)
        assert found == 0
        assert seconds < 1


def test_one_mistake_among_good_steps() -> None:
    seconds, found = measure(validate_pipeline, read_steps(odd="  - {name: odd, imge: alpine, run: echo}"))
    assert found == 1
    assert seconds < 3
