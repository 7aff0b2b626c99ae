"""The changelog, in the form of Keep a Changelog: https://keepachangelog.com/en/1.1.0/."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.failure import ReleaseError
from release.versions import Version, is_version, parse_version

UNRELEASED = "Unreleased"
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
_HEADING = re.compile(r"^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)
_KIND = re.compile(r"(?m)^### (.+)$")
_LINK = re.compile(r"^\[([^\]]+)\]: (\S+)$", re.MULTILINE)
_REPOSITORY = re.compile(r"(https://\S+?)/(?:commits|compare)/\S+")
_RELATIVE = re.compile(r"(?<=\]\()(?!https?:|#)([^)\s]+)(?=\))")


class Changelog(NamedTuple):
    """The part before the first version, the changes of each version by its heading, and the links of the headings."""

    head: str
    sections: Mapping[str, str]
    dates: Mapping[str, str]
    links: Mapping[str, str]

    @property
    def releases(self) -> list[Version]:
        """The released versions, newest first."""
        return sorted((parse_version(name) for name in self.sections if name != UNRELEASED), reverse=True)

    @property
    def repository(self) -> str:
        """The address of the repository. Raises ReleaseError."""
        found = _REPOSITORY.fullmatch(self.links.get(UNRELEASED, ""))
        if found is None:
            raise ReleaseError(f"CHANGELOG.md: add a link of the form '[{UNRELEASED}]: https://HOST/PATH/commits/main'")
        return found[1]

    def __str__(self) -> str:
        """Return the content of the file."""
        parts = [self.head]
        for name, text in self.sections.items():
            date = f" - {self.dates[name]}" if name in self.dates else ""
            parts.append(f"## [{name}]{date}\n" + (f"\n{text}\n" if text else ""))
        return "\n".join(parts) + "\n" + "".join(f"[{name}]: {link}\n" for name, link in self.links.items())


def read_changelog(text: str) -> Changelog:
    """Read a changelog. Raises ReleaseError if a heading is not that of a version."""
    body = _LINK.sub("", text).rstrip("\n") + "\n"
    head, *rest = _HEADING.split(body)
    names, dates, texts = rest[::3], rest[1::3], rest[2::3]
    for name in names:
        if name != UNRELEASED and not is_version(name):
            raise ReleaseError(f"CHANGELOG.md: '## [{name}]' is not the heading of a version")
    return Changelog(
        head.rstrip("\n") + "\n",
        {name: section.strip("\n") for name, section in zip(names, texts, strict=True)},
        {name: date for name, date in zip(names, dates, strict=True) if date},
        dict(_LINK.findall(text)),
    )


def cut(changelog: Changelog, version: Version, date: str) -> Changelog:
    """Move the unreleased changes to a version, and those of its candidates.

    Raises ReleaseError without changes, or if the version is not newer.
    """
    older = changelog.releases
    if older and version <= older[0]:
        raise ReleaseError(f"{version} is not later than {older[0]}, the newest version in CHANGELOG.md")
    moved = [UNRELEASED, *(str(each) for each in older if each.is_candidate_of(version))]
    changes = _merge([changelog.sections.get(name, "") for name in moved])
    _check_sections(changes)
    name = str(version)
    return changelog._replace(
        sections={UNRELEASED: "", name: changes, **_without(changelog.sections, moved)},
        dates={name: date, **_without(changelog.dates, moved)},
        links=_link(changelog, version, moved),
    )


def _without(entries: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    return {name: value for name, value in entries.items() if name not in names}


def _merge(texts: Sequence[str]) -> str:
    """Return the changes of several sections, those of each kind together."""
    given = [text for text in texts if text]
    if len(given) < 2:  # one section remains as it is
        return "".join(given)
    found: dict[str, list[str]] = {}
    for text in given:
        _check_sections(text)
        _, *rest = _KIND.split(text)
        for kind, changes in zip(rest[::2], rest[1::2], strict=True):
            found.setdefault(kind, []).append(changes.strip("\n"))
    return "\n\n".join(f"### {kind}\n\n" + "\n".join(found[kind]) for kind in KINDS if kind in found)


def _check_sections(text: str) -> None:
    head, *rest = _KIND.split(text)
    if head.strip() or not rest:
        raise ReleaseError(f"CHANGELOG.md: [{UNRELEASED}] has no changes below a heading such as '### {KINDS[0]}'")
    for kind, changes in zip(rest[::2], rest[1::2], strict=True):
        if kind not in KINDS:
            raise ReleaseError(f"CHANGELOG.md: '### {kind}' is not one of {', '.join(KINDS)}")
        if not re.search(r"(?m)^- \S", changes):
            raise ReleaseError(f"CHANGELOG.md: '### {kind}' of [{UNRELEASED}] is empty: remove it")


def _link(changelog: Changelog, version: Version, moved: Sequence[str]) -> dict[str, str]:
    repository = changelog.repository
    previous = next((each for each in changelog.releases if str(each) not in moved), None)
    own = f"compare/v{previous}...v{version}" if previous else f"commits/v{version}"
    return {
        UNRELEASED: f"{repository}/compare/v{version}...main",
        str(version): f"{repository}/{own}",
        **_without(changelog.links, moved),
    }


def describe(changelog: Changelog, version: Version) -> str:
    """Return the notes of a version with absolute links. Raises ReleaseError if it is not released."""
    text = changelog.sections.get(str(version))
    if text is None or str(version) not in changelog.dates:
        raise ReleaseError(f"CHANGELOG.md has no version {version}: run python -m release cut {version}")
    return _RELATIVE.sub(rf"{changelog.repository}/blob/v{version}/\1", text) + "\n"
