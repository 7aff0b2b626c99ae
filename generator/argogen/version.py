"""The version of argogen.

It is that of the newest git tag, with the number of commits since then. The build determines it and writes it
into the package, since a query of the installed metadata takes as long as the rest of a short command.
"""

from pathlib import Path


def _read_version() -> str:
    try:
        return Path(__file__).with_name("version.txt").read_text(encoding="ascii").strip()
    except FileNotFoundError:  # a checkout that is not installed
        return "0.dev0"


__version__ = _read_version()
