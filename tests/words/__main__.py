"""List the phrases in the files below some paths: python -m tests.words [PATH…]."""

from __future__ import annotations

import sys
from pathlib import Path

from .prose import ROOT
from .scan import find_matches, is_excepted


def main(paths: list[str]) -> None:
    """Print a line for each phrase that is found, without exceptions."""
    for match in find_matches([Path(path).resolve() for path in paths] or [ROOT]):
        if not is_excepted(match):
            print(f"{match.file}:{match.line}: '{match.phrase}': {match.instead}")


if __name__ == "__main__":
    main(sys.argv[1:])
