"""The commands for releases: python -m release --help."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from release.changelog import Changelog, cut, describe, read_changelog
from release.checkout import check_clean, check_later
from release.distributions import check_distributions
from release.failure import ReleaseError
from release.versions import parse_version

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run a command, and return its exit code: 1 if the release cannot be made."""
    given = _parser().parse_args(arguments)
    try:
        print(_COMMANDS[given.command](root, given), end="")
    except ReleaseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m release", description="Releases of argogen.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("cut", help="move the unreleased changes in CHANGELOG.md to a new version")
    command.add_argument("version", help="such as 1.2.0, or 1.2.0rc1")
    command.add_argument("--date", type=_read_date, help="date of the release, such as 2030-01-31; default: today")
    command = commands.add_parser("notes", help="print the changes of a version, as the notes of its release")
    command.add_argument("version", help="version, or its tag")
    command = commands.add_parser("check", help="check the wheel and the sdist that python -m build has written")
    command.add_argument("directory", type=Path, nargs="?", default=Path("dist"))
    command.add_argument("--tag", default="", help="tag of the version that they must have, such as v1.2.0")
    command.add_argument("--no-isolation", action="store_true", help="build with the installed packages")
    return parser


def _read_date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date such as 2030-01-31") from None


def _cut(root: Path, given: argparse.Namespace) -> str:
    version = parse_version(given.version)
    date = given.date or datetime.datetime.now(datetime.UTC).date()
    check_clean(root)
    check_later(root, version)
    changed = cut(_read(root), version, date.isoformat())
    (root / "CHANGELOG.md").write_text(str(changed), encoding="utf-8")
    return _NEXT.format(version=version)


def _notes(root: Path, given: argparse.Namespace) -> str:
    return describe(_read(root), parse_version(given.version.removeprefix("v")))


def _check(root: Path, given: argparse.Namespace) -> str:
    version = given.tag.removeprefix("v")
    if version:
        describe(_read(root), parse_version(version))
    found = check_distributions(root, given.directory, version, isolated=not given.no_isolation)
    return f"argogen {found}: the wheel has the expected files, and so has the wheel of the sdist\n"


def _read(root: Path) -> Changelog:
    return read_changelog((root / "CHANGELOG.md").read_text("utf-8"))


_NEXT = """\
CHANGELOG.md is changed. Review it, and then run
git commit -m 'Release {version}' CHANGELOG.md
git tag -a v{version} -m 'argogen {version}'
git push origin main v{version}
"""
_COMMANDS = {"cut": _cut, "notes": _notes, "check": _check}

if __name__ == "__main__":
    sys.exit(main())
