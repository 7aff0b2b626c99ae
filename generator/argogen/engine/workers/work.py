"""The input of worker processes, and their limits."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.engine.options import CompileOptions, Mode, RequestOptions
from argogen.engine.source_file import SourceFile
from argogen.host import Host
from argogen.records import Record

Work = Sequence[tuple[SourceFile, CompileOptions]]
"""Sources, each with its options."""


class Limits(Record):
    """Limits for compiling one source: time in seconds, and address space in bytes."""

    seconds: int
    memory: int


class WorkerSettings(Record):
    """The settings of a worker process: requested options, host, mode, and limits, if any."""

    request: RequestOptions
    host: Host
    mode: Mode = Mode.RENDER
    limits: Limits | None = None
