"""Ask a person on the terminal to approve suspended steps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import click

from argogen.runner.execution import Job, Outcome
from argogen.runner.variables.scope import list_parameters


class Prompt:
    """Asks one question after another, while other steps run."""

    def __init__(self, *, is_interactive: bool) -> None:
        self._is_interactive = is_interactive
        self._lock = threading.Lock()

    def ask(self, job: Job, resume: Callable[[Outcome], None]) -> bool:
        """Ask to resume a step in a thread; return whether a person is asked."""
        if not self._is_interactive:
            return False
        threading.Thread(target=self._ask, args=(job, resume), daemon=True).start()
        return True

    def _ask(self, job: Job, resume: Callable[[Outcome], None]) -> None:
        with self._lock:
            name = job.step or job.template_name
            try:
                if click.confirm(f"Resume step '{name}'?", default=True, err=True):
                    resume(Outcome(parameters=_ask_values(job)))
                else:
                    resume(Outcome("Failed", "not approved"))
            except click.Abort:
                resume(Outcome("Failed", "not approved"))


def _ask_values(job: Job) -> Mapping[str, str]:
    values: dict[str, Any] = {}
    for parameter in list_parameters(job.template.get("outputs")):
        source = parameter.get("valueFrom") or {}
        if source.get("supplied") is not None:
            values[parameter["name"]] = click.prompt(parameter["name"], default=source.get("default"), err=True)
    return values
