"""What is to be rendered, and how long that may take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from argogen.engine.options import CompileOptions, Mode, RequestOptions
from argogen.engine.source_file import SourceFile
from argogen.host import Host

Work = Sequence[tuple[SourceFile, CompileOptions]]
"""Sources, each with its options."""


class Limits(NamedTuple):
    """How long one source may take to be rendered, in seconds, and how much memory, in bytes of address space."""

    seconds: int
    memory: int


class WorkerSettings(NamedTuple):
    """What a process that compiles starts with: the requested options, its host, the mode, and its limits, if any."""

    request: RequestOptions
    host: Host
    mode: Mode = Mode.RENDER
    limits: Limits | None = None
