"""Read mocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.testing.document.model import Attempt, Mock
from argogen.testing.document.values import Reader, to_text
from argogen.yaml.node_path import NodePath

SUCCEEDED, FAILED = "Succeeded", "Failed"


def read_mocks(
    reader: Reader, data: Mapping[str, Any] | None, path: NodePath, *, is_shared: bool = False
) -> list[Mock]:
    """Return the mocks of a mapping of paths to mocks."""
    return [_read_mock(reader, name, mock, (*path, name), is_shared) for name, mock in (data or {}).items()]


def _read_mock(reader: Reader, name: str, data: Any, path: NodePath, is_shared: bool) -> Mock:
    step = reader.read_step(name, path, key=True)
    if isinstance(data, list):
        attempts = [_read_attempt(reader, attempt or {}, (*path, number)) for number, attempt in enumerate(data)]
        return Mock(step, path, attempts, is_list=True, is_shared=is_shared)
    return Mock(step, path, [_read_attempt(reader, data or {}, path)], is_shared=is_shared)


def _read_attempt(reader: Reader, data: Mapping[str, Any], path: NodePath) -> Attempt:
    phase, exit_code = _read_end(reader, data, path)
    return Attempt(
        path=path,
        phase=phase,
        exit_code=exit_code,
        message=data.get("message", ""),
        result=None if data.get("result") is None else to_text(data["result"]),
        outputs=_read_outputs(data.get("outputs") or {}),
        artifacts={name: bool(is_written) for name, is_written in (data.get("artifacts") or {}).items()},
        duration=reader.read_duration(data["duration"], (*path, "duration")) if "duration" in data else 0,
    )


def _read_end(reader: Reader, data: Mapping[str, Any], path: NodePath) -> tuple[str, int | None]:
    """Return the phase, and the exit code, which a failed step has and one with an error need not have."""
    given: int | None = data.get("exit_code")
    phase = data.get("phase", FAILED if given else SUCCEEDED)
    if given is not None and (given == 0) != (phase == SUCCEEDED) and phase != "Error":
        message = f"'exit_code' {given} contradicts 'phase' {phase}"
        reader.report("invalid-value", message, (*path, "exit_code"), "remove one of the two")
    if given is not None or phase == "Error":
        return phase, given
    return phase, 0 if phase == SUCCEEDED else 1


def _read_outputs(data: Mapping[str, Any]) -> Mapping[str, str | None]:
    return {name: None if value is None else to_text(value) for name, value in data.items()}
