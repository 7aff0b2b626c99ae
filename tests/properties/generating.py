"""Data to pipeline text, pipeline text to manifest text."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

from hypothesis import assume

from argogen.diagnostics import InvalidInputError
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.results import Generated
from argogen.engine.source_file import SourceFile
from argogen.yaml import SourceText
from tests.compiling import generate

# What JSON writes as it is, and YAML takes for a line end or refuses.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ue000-\uf8ff\ufeff\ufffe\uffff]")


def write_pipeline(data: Any) -> str:
    """Data as YAML that holds any text: as JSON, with one line for each value so that places differ."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def generate_text(text: str, folder: Path = Path(), **options: Any) -> Generated:
    """The manifest of a pipeline's text, whatever rules find in it. Raises InvalidInputError."""
    source_file = SourceFile(SourceText("pipeline.yaml", text), Path("pipeline.yaml"), folder)
    return generate(source_file, CompileOptions(**options), mode=Mode.CONVERT)


def generate_assumed(text: str) -> Generated:
    """The manifest of a pipeline's text, assuming that the loops whose results are used print JSON."""
    try:
        return generate_text(text)
    except InvalidInputError as error:
        assume({each.code for each in error.diagnostics} != {"non-json-result"})
        raise


def follow(data: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path."""
    return functools.reduce(lambda value, part: value[part], path, data)
