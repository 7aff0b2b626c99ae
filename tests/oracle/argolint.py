"""Argo's own offline linters, one program for each version of Argo."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


class NoLinterError(Exception):
    """The linters cannot be built here; the message says why."""


@dataclass(frozen=True)
class ArgoLint:
    """The linters, and what they have against manifests."""

    programs: tuple[Path, ...]

    def find_faults(self, texts: Mapping[str, str], folder: Path) -> list[str]:
        """What any of the linters has against these manifests, by name; they are put into `folder` for that.

        A reference to a template of another object is only looked up in the same text; see `join_library`.
        """
        for name, text in texts.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return [fault for program in self.programs for fault in _ask(program, list(texts), folder)]


def build_argolint(build: Path) -> ArgoLint:
    """The linters that a build script makes, which prints their paths. Raises NoLinterError."""
    try:
        done = subprocess.run(["bash", build], check=False, capture_output=True, text=True)
    except OSError as error:
        raise NoLinterError(str(error)) from error
    programs = tuple(map(Path, done.stdout.split()))
    # The script prints the paths even of what it could not build.
    if done.returncode or not programs or not all(program.is_file() for program in programs):
        raise NoLinterError(done.stderr.strip())
    return ArgoLint(programs)


def join_library(library: str, caller: str) -> str:
    """A text in which the linters find the templates of a library."""
    return settle_libraries("---\n".join([library, caller]))


def settle_libraries(text: str) -> str:
    """The text with its WorkflowTemplates where the linters look for them: in the namespace `default`."""
    return text.replace(
        "kind: WorkflowTemplate\nmetadata:\n", "kind: WorkflowTemplate\nmetadata:\n  namespace: default\n"
    )


def _ask(program: Path, names: list[str], folder: Path) -> Iterator[str]:
    """One run of a linter over all the files, for starting it takes longer than reading them."""
    files = [f"{name}.yaml" for name in names]
    done = subprocess.run([program, *files], cwd=folder, check=False, capture_output=True, text=True)
    verdicts = {verdict["file"]: verdict for verdict in map(json.loads, done.stdout.splitlines())}
    for file in files:
        verdict = verdicts.get(file, {"linted": False, "errors": [f"no word about it: {done.stderr.strip()}"]})
        # A file that cannot be read as YAML is "not linted" and has no errors.
        errors = verdict["errors"] or ([] if verdict["linted"] else ["nothing of Argo's was found in it"])
        yield from (f"{program.name}: {file}: {error}" for error in errors)
