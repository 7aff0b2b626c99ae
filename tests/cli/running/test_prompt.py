"""Questions on the terminal about suspended steps."""

from __future__ import annotations

import contextlib
import os
import queue
from collections.abc import Iterator
from typing import Any

import pytest

from argogen.cli.running.prompt import Prompt
from argogen.runner.execution import Job, Outcome

OUTPUTS = [
    {"name": "comment", "valueFrom": {"supplied": {}}},
    {"name": "size", "valueFrom": {"supplied": {}, "default": 4}},
    {"name": "where", "enum": ["north", "south"], "valueFrom": {"supplied": {}}},
    {"name": "computed", "value": "1"},
]


class Terminal:
    """A prompt that reads from a pipe, and the answers to its questions."""

    def __init__(self) -> None:
        self._input, self._output = os.pipe()
        self.prompt = Prompt(contextlib.nullcontext, self._input, lambda text: text.replace("hidden", "***"))
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._is_closed = False
        self.printed: queue.SimpleQueue[str] = queue.SimpleQueue()

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._output, f"{text}\n".encode())

    def ask(self, node_id: str = "n", outputs: Any = ()) -> None:
        """Ask about a step."""
        template = {"suspend": {}, "outputs": {"parameters": list(outputs)}}
        self.prompt.ask(Job(node_id, node_id, "", "suspend", template, step=f"step-{node_id}"), self._outcomes.put)

    def echo(self, message: str = "", *, nl: bool = True, err: bool = False) -> None:
        """Record the output; the capture of pytest loses that of other threads."""
        assert err
        self.printed.put(f"{message}{chr(10) * nl}")

    def expect(self, text: str) -> None:
        """Wait until a string is printed."""
        while text not in self.printed.get(timeout=60):
            pass

    def answer(self) -> Outcome:
        """Return the next outcome."""
        return self._outcomes.get(timeout=60)

    def end_input(self) -> None:
        """Type the end of the input."""
        if self._output >= 0:
            os.close(self._output)
            self._output = -1

    def close(self) -> bool:
        """End the prompt; return whether all outcomes were read."""
        if not self._is_closed:
            self._is_closed = True
            self.prompt.close()
            self.end_input()
            os.close(self._input)
        return self._outcomes.empty()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    opened = Terminal()
    monkeypatch.setattr("click.echo", opened.echo)
    yield opened
    assert opened.close()


def test_a_step_is_approved(terminal: Terminal) -> None:
    terminal.ask()
    terminal.type("y")
    outcome = terminal.answer()
    assert (outcome.phase, dict(outcome.parameters)) == ("Succeeded", {})
    assert terminal.printed.get(timeout=60) == "Resume step 'step-n'? [Y/n] "


def test_a_step_is_refused(terminal: Terminal) -> None:
    terminal.ask()
    terminal.type("N")
    outcome = terminal.answer()
    assert (outcome.phase, outcome.message) == ("Failed", "not approved")


def test_the_end_of_the_input_refuses(terminal: Terminal) -> None:
    terminal.ask()
    terminal.end_input()
    assert terminal.answer().phase == "Failed"


def test_values_are_asked_for(terminal: Terminal) -> None:
    terminal.ask(outputs=OUTPUTS)
    dialogue = [
        ("[Y/n] ", "what?"), ("[Y/n] ", ""), ("comment: ", "looks good"), ("size [4]: ", ""),
        ("where (north, south): ", "east"), ("where (north, south): ", "south"),
    ]  # fmt: skip
    for question, answer in dialogue:
        terminal.expect(question)
        terminal.type(answer)
    assert dict(terminal.answer().parameters) == {"comment": "looks good", "size": "4", "where": "south"}


def test_secrets_are_masked_in_questions(terminal: Terminal) -> None:
    terminal.ask(outputs=[{"name": "token", "valueFrom": {"supplied": {}, "default": "hidden"}}])
    terminal.type("")
    terminal.expect("token [***]: ")
    terminal.type("")
    assert dict(terminal.answer().parameters) == {"token": "hidden"}


def test_a_question_is_withdrawn(terminal: Terminal) -> None:
    for node_id in ("a", "b", "c"):
        terminal.ask(node_id)
    terminal.expect("step-a")
    terminal.prompt.withdraw("b")
    terminal.prompt.withdraw("a")
    terminal.expect("step-c")
    terminal.type("")
    assert terminal.answer().phase == "Succeeded"


def test_the_prompt_closes_while_a_question_is_open(terminal: Terminal) -> None:
    terminal.ask()
    terminal.expect("step-n")
    assert terminal.close()  # not by the fixture: pytest closes the streams before


def test_the_prompt_closes_before_a_question_is_asked(terminal: Terminal) -> None:
    for number in range(50):
        terminal.ask(f"n{number}")
    assert terminal.close()
