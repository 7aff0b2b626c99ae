"""The examples and the options to render them."""

from __future__ import annotations

from pathlib import Path

from argogen.engine.options import CompileOptions
from argogen.engine.results import Generated
from argogen.engine.source_file import SourceFile
from tests.compiling import find_inputs, generate

FOLDER = Path(__file__).resolve().parents[2] / "examples"
RUNNABLE = FOLDER / "runnable"
EXAMPLES: dict[str, SourceFile] = {
    "-".join(given.relative.with_suffix("").parts): given for given in find_inputs([str(FOLDER)])
}
ENVIRONMENT = "staging"
# What goes with the pipelines of runnable's.
CONFIGURATION, PARAMETERS = RUNNABLE / "config.yaml", RUNNABLE / "parameters.yaml"
# An example that calls templates of another one.
LIBRARIES = {"workflow-template-caller": "workflow-template"}


def find_options(given: SourceFile) -> CompileOptions:
    """Return the options to render a pipeline with."""
    if given.folder == RUNNABLE:
        return CompileOptions(configuration=CONFIGURATION, parameters=PARAMETERS)
    return CompileOptions(environment=ENVIRONMENT)


def render_example(name: str) -> Generated:
    """Return the manifest of an example and its diagnostics."""
    return generate(EXAMPLES[name], find_options(EXAMPLES[name]))
