"""Read expectations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.testing.document.model import Expectations, ExpectedSteps, StepExpectation
from argogen.testing.document.values import Reader
from argogen.yaml.node_path import NodePath

_HINT = "add an expectation such as 'phase', 'ran' or 'steps'"


def read_expectations(reader: Reader, data: Mapping[str, Any], path: NodePath) -> Expectations:
    """Return the expectations of a case; a case without any is an error."""
    if not data:
        reader.report("unchecked-case", "the test case checks nothing", path, _HINT, key=True)
    return Expectations(
        path=path,
        phase=data.get("phase", "Succeeded"),
        is_phase_given="phase" in data,
        message=data.get("message"),
        outputs=data.get("outputs", {}),
        ran=_read_steps(reader, data, path, "ran"),
        not_ran=_read_steps(reader, data, path, "not_ran"),
        order=_read_steps(reader, data, path, "order"),
        steps=[
            StepExpectation(
                reader.read_step(name, (*path, "steps", name), key=True),
                (*path, "steps", name),
                {"phase": values} if isinstance(values, str) else values,
                isinstance(values, str),
            )
            for name, values in data.get("steps", {}).items()
        ],
    )


def _read_steps(reader: Reader, data: Mapping[str, Any], path: NodePath, key: str) -> ExpectedSteps | None:
    if key not in data:
        return None
    steps = [reader.read_step(text, (*path, key, number)) for number, text in enumerate(data[key])]
    return ExpectedSteps(steps, (*path, key))
