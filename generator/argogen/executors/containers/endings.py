"""How a container ended: the exit codes 125, 126 and 127 can be those of its program or of the engine."""

from __future__ import annotations

import json
import re
from typing import Any

from argogen.executors.containers.engine import Engine, read_errors
from argogen.executors.runtime import Ended

NOT_STARTED = 64
"""The exit code of the executor of Argo."""
_KILLED, _OWN_CODES = 137, (125, 126, 127)
_INIT_CODES = (1, 126, 127)
_NEVER = "0001-01-01"
_INIT = re.compile(
    rb"(?:\[FATAL tini \(\d+\)\] exec .* failed|(?:ERROR )?\(catatonit:\d+\): failed to exec pid1): (?P<reason>.*)\n\Z"
)
_NOT_FOUND = "no such file or directory"


def judge(engine: Engine, container: str, code: int, errors: bytes, program: str) -> Ended | None:
    """Return the end of a container from the exit code and the error output of the client; None if it still runs.

    `program` is the one that the container runs, for messages.
    """
    if code in _INIT_CODES and (found := _INIT.search(errors)):
        return Ended(NOT_STARTED, describe_failure(found["reason"].decode("utf-8", "replace").lower(), program))
    if code >= 0 and code != _KILLED and code not in _OWN_CODES:
        return Ended(code)
    state = find_state(engine, container)
    if state is None or _has_not_started(state):
        return Ended(NOT_STARTED, describe_failure(read_errors(errors), program))
    if state.get("Running"):
        return None
    return Ended(int(state.get("ExitCode") or 0), reason="OOMKilled" if state.get("OOMKilled") else "Error")


def find_state(engine: Engine, container: str) -> dict[str, Any] | None:
    """Return the state of a container, None if it does not exist. Raises EngineError."""
    answer = engine.call("container", "inspect", "--format", "{{json .State}}", "--", container)
    if answer.code:
        return None
    state = json.loads(answer.output)
    return state if isinstance(state, dict) else None


def _has_not_started(state: dict[str, Any]) -> bool:
    return str(state.get("StartedAt") or _NEVER).startswith(_NEVER)


def describe_failure(message: str, program: str) -> str:
    """Return the message of the executor of Argo for a program that cannot be started, else that of the engine."""
    if "executable file not found" in message or ("exec" in message and _NOT_FOUND in message) or message == _NOT_FOUND:
        reason = f"stat {program}: {_NOT_FOUND}" if "/" in program else "executable file not found in $PATH"
        return f'failed to find name in PATH: exec: "{program}": {reason}'
    if "permission denied" in message.lower():
        return f'failed to find name in PATH: exec: "{program}": permission denied'
    return message or "the container engine could not start the container"
