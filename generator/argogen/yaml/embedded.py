"""YAML within strings, such as the manifest of a resource template or a podSpecPatch."""

from __future__ import annotations

from typing import Any

import yaml

from argogen.yaml.events import DepthLimitedLoader


class EmbeddedYamlError(ValueError):
    """A string is not valid YAML; `line` counts from 1, and is None if the parser does not report it."""

    def __init__(self, problem: str, line: int | None) -> None:
        self.problem = problem
        self.line = line
        super().__init__(problem)


def load_embedded(text: str) -> list[Any]:
    """Return the documents of a string, read as YAML 1.1. Raises EmbeddedYamlError."""
    try:
        return list(yaml.load_all(text, DepthLimitedLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "invalid YAML"
        raise EmbeddedYamlError(problem, None if mark is None else mark.line + 1) from error
