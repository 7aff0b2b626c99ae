"""YAML inside of strings, such as the manifest of a resource or the patch of a pod."""

from __future__ import annotations

from typing import Any

import yaml

from argogen.yaml.events import DepthLimitedLoader


class EmbeddedYamlError(ValueError):
    """A string is not YAML; `line` counts from 1, and is None if the parser does not report it."""

    def __init__(self, problem: str, line: int | None) -> None:
        self.problem = problem
        self.line = line
        super().__init__(problem)


def load_embedded(text: str) -> list[Any]:
    """Return the documents of a string, by YAML 1.1. Raises EmbeddedYamlError."""
    try:
        return list(yaml.load_all(text, DepthLimitedLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise EmbeddedYamlError(problem, None if mark is None else mark.line + 1) from error
