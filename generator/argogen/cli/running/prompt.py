"""Ask a person on the terminal to approve suspended steps."""

from __future__ import annotations

import os
import queue
import select
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import click

from argogen.runner.execution import Job, Outcome
from argogen.runner.variables.scope import list_parameters

_LONGEST_ANSWER = 65536
_YES, _NO = ("y", "yes"), ("n", "no")
_REFUSED = "not approved"
Resume = Callable[[Outcome], None]


class _WithdrawnError(Exception):
    """The step of a question does not wait any more."""


class _EndOfInputError(Exception):
    """There are no more answers."""


class Prompt:
    """Asks one question after another in a thread, while other steps run.

    `pause` is entered around each question, and `mask` replaces secrets in it. Answers are read from the file
    descriptor `terminal`, whose mode stays unchanged, so that a question can be withdrawn at any time.
    """

    def __init__(
        self, pause: Callable[[], AbstractContextManager[None]], terminal: int, mask: Callable[[str], str] = str
    ) -> None:
        self._pause, self._terminal, self._mask = pause, terminal, mask
        self._jobs: queue.SimpleQueue[tuple[Job, Resume] | None] = queue.SimpleQueue()
        self._withdrawn: set[str] = set()
        self._asked, self._is_closed = "", False
        self._wake, self._signal = os.pipe()
        self._thread: threading.Thread | None = None

    def ask(self, job: Job, resume: Resume) -> None:
        """Ask to resume a step."""
        self._jobs.put((job, resume))
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, daemon=True)
            self._thread.start()

    def withdraw(self, node_id: str) -> None:
        """Do not ask about a step any more, which has been stopped."""
        self._withdrawn.add(node_id)
        if self._asked == node_id:
            os.write(self._signal, b"\n")

    def close(self) -> None:
        """Withdraw all questions."""
        self._is_closed = True
        if self._thread is not None:
            self._jobs.put(None)
            os.write(self._signal, b"\n")
            self._thread.join()
        os.close(self._wake)
        os.close(self._signal)

    def _serve(self) -> None:
        while (asked := self._jobs.get()) is not None:
            job, resume = asked
            if job.node_id not in self._withdrawn and not self._is_closed:
                self._asked = job.node_id
                with self._pause():
                    self._ask(job, resume)
                self._asked = ""

    def _ask(self, job: Job, resume: Resume) -> None:
        try:
            is_approved = self._confirm(f"Resume step '{job.step or job.template_name}'? [Y/n] ")
            resume(Outcome(parameters=self._ask_values(job)) if is_approved else Outcome("Failed", _REFUSED))
        except _EndOfInputError:
            click.echo(err=True)
            resume(Outcome("Failed", _REFUSED))
        except _WithdrawnError:
            click.echo(err=True)

    def _confirm(self, question: str) -> bool:
        while True:
            answer = self._read(question).strip().lower()
            if answer in ("", *_YES):
                return True
            if answer in _NO:
                return False

    def _ask_values(self, job: Job) -> Mapping[str, str]:
        return {
            parameter["name"]: self._ask_value(parameter)
            for parameter in list_parameters(job.template.get("outputs"))
            if (parameter.get("valueFrom") or {}).get("supplied") is not None
        }

    def _ask_value(self, parameter: Mapping[str, Any]) -> str:
        default = (parameter.get("valueFrom") or {}).get("default")
        choices = [str(each) for each in parameter.get("enum") or ()]
        shown = f" ({', '.join(choices)})" if choices else ""
        known = f" [{default}]" if default is not None else ""
        while True:
            answer = self._read(f"{parameter['name']}{shown}{known}: ")
            if not answer and default is not None:
                return str(default)
            if not choices or answer in choices:
                return answer

    def _read(self, question: str) -> str:
        """Return a line without its end. Raises _WithdrawnError and _EndOfInputError."""
        click.echo(self._mask(question), nl=False, err=True)
        while self._asked not in self._withdrawn and not self._is_closed:
            ready, _, _ = select.select([self._terminal, self._wake], [], [])
            if self._wake not in ready:
                return self._read_answer()
            os.read(self._wake, 1)
        raise _WithdrawnError

    def _read_answer(self) -> str:
        answer = os.read(self._terminal, _LONGEST_ANSWER)
        if not answer:
            raise _EndOfInputError
        return answer.decode("utf-8", "replace").removesuffix("\n")
