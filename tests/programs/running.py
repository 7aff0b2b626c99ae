"""Runs what a rendered step runs, on this machine: its command with its environment, without a container."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.yaml.text import SourceText
from tests.compiling import generate


class Outcome(NamedTuple):
    """The end of a step: its exit code, its output, and its output parameters."""

    code: int
    logs: str
    outputs: dict[str, str]


def render(text: str, folder: Path, configuration: Path | None = None, *overrides: Path) -> list[dict[str, Any]]:
    """Return the templates of a pipeline whose files are in a directory; a runnable pipeline has a configuration."""
    given = SourceFile(SourceText("pipeline.yaml", text), Path("pipeline.yaml"), folder)
    manifest = generate(given, CompileOptions(configuration=configuration, templates=overrides)).text
    templates: list[dict[str, Any]] = yaml.safe_load(manifest)["spec"]["templates"]
    return templates


def run_template(template: Mapping[str, Any], folder: Path, inputs: Mapping[str, str]) -> Outcome:
    """Run a template in a directory, which also replaces /tmp."""
    container = template.get("container") or template["script"]
    words = [*container["command"], *container.get("args", ())]
    command = [word.replace("/tmp/", f"{folder}/tmp/") for word in words]
    command = [sys.executable, *command[1:]] if command[0] == "python" else command
    if "source" in container:  # as Argo does: the source is a file, whose path is the last argument
        (folder / "source").write_text(container["source"], "utf-8")
        command.append(str(folder / "source"))
    (folder / "tmp").mkdir(exist_ok=True)
    variables = {each["name"]: _fill(each["value"], inputs) for each in container.get("env", ())}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(done.returncode, done.stdout + done.stderr, dict(_read_outputs(template, folder)))


def read_program(template: Mapping[str, Any]) -> str:
    """The program that argogen has written into a template."""
    container = template.get("container") or template["script"]
    words = [*container["command"], *container.get("args", ())]
    program: str = words[words.index("-c") + 1]
    return program


def _fill(text: str, inputs: Mapping[str, str]) -> str:
    for name, value in inputs.items():
        text = text.replace(f"{{{{inputs.parameters.{name}}}}}", value)
    return text


def _read_outputs(template: Mapping[str, Any], folder: Path) -> list[tuple[str, str]]:
    """The output parameters as Argo reads them: a last line end is cut."""
    declared = template.get("outputs", {}).get("parameters", ())
    files = [(each["name"], folder / each["valueFrom"]["path"].lstrip("/")) for each in declared]
    return [(name, file.read_text("utf-8").removesuffix("\n")) for name, file in files if file.is_file()]
