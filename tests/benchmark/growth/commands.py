"""The commands that are measured, on the files of a directory, in this process."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.cli import program

_SOURCE, _MANIFEST = "source.yaml", "manifest.yaml"
# A check only digests its files: for megabytes, the size of the caches of the processor counts more than its work.
_CHECKED = 2**13
_FILE = re.compile(r"^>>> (.*)\n", re.MULTILINE)


class Outcome(NamedTuple):
    """The exit code of a command, and its output and errors."""

    code: int
    out: str
    err: str


def run(arguments: Sequence[str]) -> Outcome:
    """Run argogen in a separate session, as each process has one."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = program.run(list(arguments))
    return Outcome(code, *map(_read, streams))


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined, no-any-return]


class Command(NamedTuple):
    """The arguments of a command, and what writes the files that it needs for a text.

    `is_writing` is whether it changes these files, and `most` is the largest size of a text for it.
    """

    arguments: Sequence[str]
    prepare: Callable[[str], None]
    is_writing: bool = False
    most: int = 2**14


def _write(text: str) -> None:
    """Write a source, or the files in it: each begins with a line `>>> PATH`."""
    files = _FILE.split(text)
    for name, content in zip(files[1::2], files[2::2], strict=True) if len(files) > 1 else [(_SOURCE, text)]:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


def _write_configuration(text: str) -> None:
    _write(text)
    Path("configuration.yaml").write_text("executor: {type: argo, config: {image: 'python:3.13'}}\n", "utf-8")


def _write_manifest(text: str) -> None:
    """Write a pipeline and its manifest."""
    _write(text)
    run(["render", _SOURCE, "-o", _MANIFEST])


def _write_old_manifest(text: str) -> None:
    """Write a pipeline and the manifest of another image."""
    _write_manifest(text.replace("alpine:3.23", "alpine:3.22"))
    _write(text)


def _write_manifests(text: str) -> None:
    """Write a project and its manifests."""
    _write(text)
    run(["render", "-j", "1"])


def _write_old_manifests(text: str) -> None:
    """Write a project and the manifests of another tag."""
    _write_manifests(text.replace("tag: '1'", "tag: '0'"))
    _write(text)


def _write_edited_manifests(text: str) -> None:
    """Write a project and manifests that were changed by hand."""
    _write_manifests(text)
    for path in Path().rglob("manifests/**/*.yaml"):
        path.write_text(path.read_text("utf-8") + "# changed\n", "utf-8")


def _write_orphans(text: str) -> None:
    """Write a project, and the manifests of pipelines that are gone."""
    _write_manifests(text)
    for path in sorted(Path().rglob("pipelines/**/*.yaml"))[1:]:
        path.unlink()


_OF_MANIFESTS = {"lint": ["lint"], "import": ["import"], "import --rename --factor": ["import", "--rename", "--factor"]}

COMMANDS: Mapping[str, Mapping[str, Command]] = {
    "pipelines": {
        "render": Command(["render", _SOURCE], _write),
        "check": Command(["render", _SOURCE, "-o", _MANIFEST, "--check"], _write_manifest, most=_CHECKED),
        "diff": Command(["render", _SOURCE, "-o", _MANIFEST, "--diff"], _write_old_manifest),
        "lint": Command(["lint", _SOURCE], _write),
        **{f"graph -f {form}": Command(["graph", _SOURCE, "-f", form], _write) for form in ("mermaid", "svg", "html")},
        **{
            f"{name} the manifest": Command([*arguments, _MANIFEST], _write_manifest)
            for name, arguments in _OF_MANIFESTS.items()
        },
    },
    "faults": {"render": Command(["render", _SOURCE], _write), "lint": Command(["lint", _SOURCE], _write)},
    "fixes": {"lint --fix": Command(["lint", "--fix", _SOURCE], _write, is_writing=True)},
    "manifests": {name: Command([*arguments, _SOURCE], _write) for name, arguments in _OF_MANIFESTS.items()},
    "rules": {"lint": Command(["lint", _SOURCE], _write)},
    "conflicts": {
        name: Command(["render", _SOURCE, "-o", _MANIFEST, f"--{name}"], _write, is_writing=name == "force")
        for name in ("check", "diff", "force")
    },
    "runnable": {
        name: Command([name, _SOURCE, "-c", "configuration.yaml"], _write_configuration)
        for name in ("render", "lint", "import")
    },
    "projects": {
        "render": Command(["render", "-j", "1"], _write, is_writing=True),
        "check": Command(["render", "--check"], _write_manifests),
        "check what is old": Command(["render", "--check", "-j", "1"], _write_old_manifests),
        "check what was edited": Command(["render", "--check", "-j", "1"], _write_edited_manifests),
        "check what is left over": Command(["render", "--check"], _write_orphans),
        "diff": Command(["render", "--diff", "-j", "1"], _write_old_manifests),
        "prune": Command(["render", "--prune"], _write_orphans, is_writing=True),
        "lint": Command(["lint"], _write),
    },
    "cases": {"test": Command(["test"], _write)},
    "folders": {
        "lint": Command(["lint", "manifests"], _write),
        "lint --ref": Command(["lint", "manifests", "--ref", "manifests"], _write),
        "import": Command(["import", "manifests", "-o", "pipelines"], _write, is_writing=True),
    },
}
"""The commands for the samples of each file, by their names in reports."""
