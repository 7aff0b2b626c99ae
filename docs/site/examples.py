"""The page of an example: its picture, the pipeline, and the manifest."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

from argogen import Session

from .markdown import write_code
from .pages import DOCS, EXAMPLES

_BACK = "[All examples](/examples.md)"
_SESSION = Session(environ={}, cwd=EXAMPLES)


class Example(NamedTuple):
    """The Markdown of a page, and its picture as SVG."""

    page: str
    picture: str


def write_example(file: Path) -> Example:
    """Render and draw a pipeline, which must have no errors."""
    name = file.relative_to(EXAMPLES).as_posix()
    manifest = _SESSION.render(file).raise_for_errors().text
    picture = _SESSION.draw(file, form="svg").raise_for_errors().text
    tests = file.with_name(f"{file.stem}.test.yaml")
    source = file.read_text("utf-8")
    sections = [
        f"---\norphan: true\n---\n\n# {file.stem}",
        f"{_describe(name)} {_BACK}",
        f"![The steps of {file.stem}, drawn by argogen graph]({file.stem}.svg)",
        "## Pipeline",
        write_code("yaml", source, name),
        *[_write_file(file.parent / path) for path in _find_files(source, file.parent)],
        "## Tests",
        write_code("yaml", tests.read_text("utf-8"), tests.relative_to(EXAMPLES).as_posix()),
        "## Manifest",
        write_code("console", f"$ argogen render {name}\n"),
        write_code("yaml", manifest),
    ]
    return Example("\n\n".join(sections) + "\n", picture)


def _describe(name: str) -> str:
    """Return the sentence about an example: its row on the page of all examples."""
    text = re.findall(rf"\(\.\./examples/{re.escape(name)}\) \| (.+) \|$", _read_overview(), re.MULTILINE)[0]
    return f"{text[:1].upper()}{text[1:]}."


@functools.cache
def _read_overview() -> str:
    return (DOCS / "examples.md").read_text("utf-8")


def _find_files(source: str, folder: Path) -> list[str]:
    """Return the paths of the files that a pipeline names, in order."""
    words = dict.fromkeys(re.findall(r"[\w./-]+\.(?:py|sh|ipynb)\b", source))
    return [word for word in words if (folder / word).is_file()]


def _write_file(file: Path) -> str:
    language = {".py": "python", ".sh": "sh", ".ipynb": "json"}[file.suffix]
    return write_code(language, file.read_text("utf-8"), file.relative_to(EXAMPLES).as_posix())
