from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from argogen.yaml import SourceText, read_documents
from argogen.argo.structure import load_structure
from argogen.language.validation import check_argo_objects, validate_pipeline

[document] = read_documents(SourceText("a.yaml", sys.argv[1]))
found = validate_pipeline(document) + check_argo_objects(document, load_structure("3.7"))
print(len(found), "jsonschema_rs" in sys.modules, "jsonschema" in sys.modules)
"""


def run(text: str) -> str:
    command = [sys.executable, "-c", PROGRAM, text]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_pipeline_without_mistakes_does_not_wait_for_a_validator() -> None:
    assert run("{name: a, image: alpine, run: x, retry: {limit: 2}}") == "0 False False"


def test_a_mistake_is_explained_by_jsonschema() -> None:
    assert run("{name: a, image: alpine, run: 3}") == "1 True True"
