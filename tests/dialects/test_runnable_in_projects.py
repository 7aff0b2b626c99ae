"""A runnable pipeline of a project starts from what the project gives to all pipelines."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from argogen.cli.main import cli

PIPELINE = """\
dag:
  start_at: one
  steps:
    one: {type: task, command_type: shell, command: echo, next: end}
    end: {type: success}
"""
CONFIGURATION = "executor: {type: argo, config: {image: base, max_step_duration_in_seconds: 60}}\n"
PROJECT = "pipelines: pipelines\ndefaults: {service_account: scores, retry: {limit: 4}, deadline: 2h}\n"


@pytest.mark.parametrize("is_named", [False, True])
def test_it_starts_from_the_defaults_of_its_project(tmp_path: Path, is_named: bool) -> None:
    """Runnable pipelines in projects: the configuration is that of -c, or the one that the project names."""
    named = "runnable: {configuration: config.yaml}\n" if is_named else ""
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "argogen.yaml").write_text(PROJECT + named, "utf-8")
    (tmp_path / "config.yaml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "pipelines" / "p.yaml").write_text(PIPELINE, "utf-8")
    options = [] if is_named else ["-c", str(tmp_path / "config.yaml")]
    done = CliRunner().invoke(cli, ["render", str(tmp_path / "pipelines" / "p.yaml"), *options])
    assert done.exit_code == 0, done.output
    leaf = yaml.safe_load(done.stdout)["spec"]["templates"][1]
    assert (leaf["serviceAccountName"], leaf["retryStrategy"]) == ("scores", {"limit": 4})
    assert leaf["activeDeadlineSeconds"] == 60  # what the configuration says is closer
