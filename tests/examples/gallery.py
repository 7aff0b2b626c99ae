"""The examples, as a person would render them."""

from __future__ import annotations

from pathlib import Path

from argogen.cli.generation import Generated, Options, generate
from argogen.cli.inputs import Input, find_inputs

FOLDER = Path(__file__).resolve().parents[2] / "examples"
EXAMPLES: dict[str, Input] = {given.relative.stem: given for given in find_inputs([str(FOLDER)])}
ENVIRONMENT = "staging"
# An example that calls templates of another one.
LIBRARIES = {"workflow-template-caller": "workflow-template"}


def render_example(name: str) -> Generated:
    """The manifest of an example, and what was noticed on the way."""
    return generate(EXAMPLES[name], Options(environment=ENVIRONMENT))
