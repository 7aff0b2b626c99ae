"""Search the prose below some paths for the phrases, except for listed exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .phrases import find_phrases
from .prose import ROOT, read_all

EXCEPTIONS: Mapping[tuple[str, str], str] = {
    (
        "generator/argogen/output/stamp.py",
        "what it",
    ): "the first line of stamps of earlier versions, which is recognized",
}
"""The phrases that are allowed in a file, each with the reason; a phrase is written as it is found."""


class Match(NamedTuple):
    """A phrase in a file, relative to the checkout, on a line, and the words to use instead."""

    file: str
    line: int
    phrase: str
    instead: str


def find_matches(paths: Sequence[Path] = (ROOT,)) -> Iterator[Match]:
    """Yield the phrases in all files below the paths, exceptions included."""
    for prose in read_all():
        if any(prose.file.is_relative_to(path) for path in paths):
            for phrase, instead in find_phrases(prose.english):
                yield Match(prose.file.relative_to(ROOT).as_posix(), prose.line, phrase, instead)


def is_excepted(match: Match) -> bool:
    """Whether the phrase is allowed in this file."""
    return (match.file, match.phrase) in EXCEPTIONS
