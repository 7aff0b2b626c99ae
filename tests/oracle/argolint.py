"""The offline linters of Argo, one program for each version."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


class NoLinterError(Exception):
    """The linters cannot be built here; the message is the reason."""


@dataclass(frozen=True)
class ArgoLint:
    """The linters, which report errors in manifests."""

    programs: tuple[Path, ...]

    def find_faults(self, texts: Mapping[str, str], folder: Path) -> list[str]:
        """Return the errors of any linter in manifests, by their names; they are written to `folder`.

        A reference to a template of another object is only resolved in the same file; see `join_library`.
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
    """Return manifests with those of a library, where the linters find its templates."""
    return settle_libraries("---\n".join([library, caller]))


def settle_libraries(text: str) -> str:
    """Return manifests with their WorkflowTemplates in the namespace `default`, in which the linters search."""
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
