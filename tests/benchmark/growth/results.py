"""The results of rows, in a file of JSON lines to which each row is appended when it is measured."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.benchmark.growth.measure import MOST, Growth


class ResultsError(Exception):
    """A file that does not contain results of this tree."""


class Result(NamedTuple):
    """The names of a row, how its time grows, and the excess of its calls if it grows by more than it may."""

    names: tuple[str, str, str]
    growth: Growth
    excess: float | None = None

    @property
    def is_above(self) -> bool:
        """Whether the time grows by more than it may."""
        return self.growth.factor > MOST


class Results:
    """The results of the rows that are measured, also in a file if there is one."""

    def __init__(self, path: Path | None = None, digest: str = "") -> None:
        """Read what the file contains, which has to begin with the digest; without a file, begin with nothing."""
        self._path = path
        self.rows: dict[tuple[str, str, str], Result] = {}
        for result in () if path is None else _read(path, _write_header(digest)):
            self._keep(result)

    def _keep(self, result: Result) -> None:
        """Keep the result of a row with the lowest factor."""
        other = self.rows.setdefault(result.names, result)
        self.rows[result.names] = min(other, result, key=lambda each: each.growth.factor)

    def add(self, result: Result) -> None:
        """Keep a result unless there is a better one of the row, and append it to the file."""
        self._keep(result)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_write_row(result))


def _write_header(digest: str) -> str:
    return json.dumps({"digest": digest}) + "\n"


def _write_row(result: Result) -> str:
    growth = result.growth
    row = {"names": result.names, **growth._asdict(), "factor": round(growth.factor, 4), "excess": result.excess}
    return json.dumps(row) + "\n"


def _read(path: Path, header: str) -> Iterator[Result]:
    """Yield the rows of a file, and remove a last line whose end is missing; write the header of a new file."""
    text = path.read_text("utf-8") if path.exists() else ""
    lines = text[: text.rfind("\n") + 1].splitlines(keepends=True)
    if not lines and header.startswith(text):
        lines = [header]
    elif lines[:1] != [header]:
        raise ResultsError(f"{path} does not contain results of these sources: specify another file, or remove it")
    rows = [_read_row(path, number, line) for number, line in enumerate(lines[1:], start=2)]
    if text != "".join(lines):
        path.write_text("".join(lines), "utf-8")
    yield from rows


def _read_row(path: Path, number: int, line: str) -> Result:
    try:
        row = json.loads(line)
        file, name, command = row["names"]
        return Result((file, name, command), Growth(tuple(row["sizes"]), tuple(row["seconds"])), row["excess"])
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(f"{path}:{number}: invalid row: remove the line to measure its row again") from error
