"""The line that an error shows for a setting of runnable, or for an object of Kubernetes, is valid in its place."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from argogen.language.validation.definitions import build_validator
from argogen.language.validation.pipeline import find_schema_faults
from argogen.language.validation.runnable_names import find_native_line

SETTINGS: dict[str, Any] = {
    "service_account_name": "scores",
    "secrets_from_k8s": [{"environment_variable": "A", "secret_name": "b", "secret_key": "c"}],
    "persistent_volumes": [{"name": "data", "mount_path": "/mnt"}],
    "retry_strategy": {"limit": 2, "retry_policy": "onfailure", "back_off": {"duration": 60, "max_duration": 3600}},
    "max_step_duration_in_seconds": 5400,
}
WORKFLOW = {"max_workflow_duration_in_seconds": 86400}
DURATIONS = [(1, "1s"), (90, "90s"), (120, "2m"), (5400, "90m"), (7200, "2h"), (172800, "2d"), (0, "…"), (1.5, "1.5")]


def read_line(hint: str) -> Any:
    """The mapping that a hint shows."""
    assert hint.startswith("use ")
    return yaml.safe_load("{" + hint.removeprefix("use ") + "}")


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("definition", ["settings", "step", "component", "project", "environment", "pack"])
def test_settings_of_leaves(name: str, definition: str) -> None:
    found = find_native_line(name, SETTINGS[name], definition)
    assert found is not None
    shown = read_line(found.hint)
    is_direct = definition in ("settings", "step", "component")
    assert found.is_here == is_direct
    assert build_validator("settings").is_valid(shown if is_direct else shown["defaults"])


@pytest.mark.parametrize("name", [*SETTINGS, *WORKFLOW])
def test_settings_of_pipelines(name: str) -> None:
    found = find_native_line(name, {**SETTINGS, **WORKFLOW}[name], "")
    assert found is not None
    assert find_schema_faults({"name": "p", "run": "x", **read_line(found.hint)}) == []


def test_settings_of_workflows_elsewhere() -> None:
    found = find_native_line(*next(iter(WORKFLOW.items())), "settings")
    assert found is not None
    assert (found.hint, found.is_here) == ("use deadline: 1d on the pipeline", False)


@pytest.mark.parametrize(("seconds", "shown"), DURATIONS)
def test_durations(seconds: float, shown: str) -> None:
    found = find_native_line("max_step_duration_in_seconds", seconds, "step")
    assert found is not None
    assert found.hint == f"use deadline: {shown}"


@pytest.mark.parametrize("value", [None, "", [], 3, [3], {"limit": [1]}, {}, [{"name": "a"}]])
@pytest.mark.parametrize("name", [*SETTINGS, *WORKFLOW])
def test_invalid_values_have_a_hint_too(name: str, value: Any) -> None:
    found = find_native_line(name, value, "settings")
    assert found is not None
    assert found.hint.startswith(f"use {found.key}: ")


def test_other_names() -> None:
    assert find_native_line("image", "x", "settings") is None
