"""The versions of argogen, Python and the required packages, and the extras with their packages."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points, version
from typing import NamedTuple

from argogen.installation.finding import Item, Section, Status
from argogen.linter.plugins import GROUP
from argogen.version import __version__

_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*(?:>=\s*([0-9.]+))?")
_EXTRA = re.compile(r"""\s*extra\s*==\s*["']([\w-]+)["']\s*""")
_FOR_CONTRIBUTORS = frozenset({"dev", "docs"})


class Requirement(NamedTuple):
    """A package, its minimum version or "", and the extra that requires it, "" for argogen itself."""

    package: str
    minimum: str
    extra: str


def inspect_packages() -> Iterator[Section]:
    """Yield the versions, the extras, and the installed packages with rules."""
    yield Section("versions", (*_list_versions(), *map(_show_version, _list_required())))
    if extras := tuple(_list_extras()):
        yield Section("extras", extras)
    if plugins := tuple(_list_plugins()):
        yield Section("packages with rules", plugins)


def _list_versions() -> Iterator[Item]:
    yield Item("argogen", __version__)
    yield Item("Python", f"{platform.python_version()} ({platform.python_implementation()})")
    yield Item("system", f"{platform.system()} {platform.release()} {platform.machine()}")


def _list_required() -> Iterator[Requirement]:
    return (requirement for requirement in _read_requirements() if not requirement.extra)


def _show_version(requirement: Requirement) -> Item:
    found = _find_version(requirement.package)
    if found and is_recent(found, requirement.minimum):
        return Item(requirement.package, found)
    missing = f"{found} is older than {requirement.minimum}" if found else "not installed"
    return Item(requirement.package, missing, Status.REQUIRED, "run: pip install --upgrade argogen")


def _list_extras() -> Iterator[Item]:
    by_extra: dict[str, list[Requirement]] = {}
    for requirement in _read_requirements():
        if requirement.extra and requirement.extra not in _FOR_CONTRIBUTORS:
            by_extra.setdefault(requirement.extra, []).append(requirement)
    for extra, requirements in sorted(by_extra.items()):
        yield _show_extra(extra, requirements)


def _show_extra(extra: str, requirements: Sequence[Requirement]) -> Item:
    found = {each.package: _find_version(each.package) for each in requirements}
    missing = [each.package for each in requirements if not is_recent(found[each.package], each.minimum)]
    if not missing:
        return Item(extra, ", ".join(f"{package} {number}" for package, number in found.items()))
    return Item(extra, f"without {', '.join(missing)}", Status.MISSING, f"run: pip install 'argogen[{extra}]'")


def _list_plugins() -> Iterator[Item]:
    installed = {it.dist.name: it.dist for it in entry_points(group=GROUP) if it.dist is not None}
    return (Item(name, found.version) for name, found in sorted(installed.items()))


def _read_requirements() -> Sequence[Requirement]:
    try:
        own = distribution("argogen")
    except PackageNotFoundError:  # it runs from a checkout
        return ()
    return tuple(parse_requirements(_list_lines(own)))


def _list_lines(own: Distribution) -> Iterable[str]:
    return own.requires or ()


def parse_requirements(lines: Iterable[str]) -> Iterator[Requirement]:
    """Parse the requirements of a distribution, in the form `NAME>=VERSION; extra == "EXTRA"`.

    Those with another marker, such as the one of an operating system, are skipped.
    """
    for line in lines:
        head, _, marker = line.partition(";")
        found = _REQUIREMENT.match(head.strip())
        extra = _EXTRA.fullmatch(marker)
        if found is not None and (extra is not None or not marker):
            yield Requirement(found[1], found[2] or "", extra[1] if extra else "")


def _find_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def is_recent(found: str, minimum: str) -> bool:
    """Whether an installed version, "" for none, is at least the minimum; only the release numbers are compared."""
    return bool(found) and _read_numbers(found) >= _read_numbers(minimum)


def _read_numbers(text: str) -> tuple[int, ...]:
    release = re.match(r"[0-9]+(?:\.[0-9]+)*", text)
    numbers = [int(number) for number in release[0].split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
