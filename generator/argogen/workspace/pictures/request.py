"""The request to draw the workflows of some sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.engine.projects import Projects
from argogen.graph.options import GraphOptions
from argogen.records import Record


class DrawRequest(Record):
    """The sources at `paths`, or the pipelines of the project, or the workflow of a run, to be drawn.

    `run` is the name of the run in messages, and `record` its workflow with the status; without it, `run` is the file
    that has it.

    `references` are files and directories with workflow templates, `format` is the name of a format. Without it, the
    ending of `output`, a file or directory, decides.
    """

    paths: Sequence[str]
    projects: Projects
    options: GraphOptions = GraphOptions()
    references: Sequence[str] = ()
    run: str = ""
    record: Mapping[str, Any] | None = None
    format: str = ""
    output: str = ""
