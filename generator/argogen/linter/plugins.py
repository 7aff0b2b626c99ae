"""Load the rules of installed packages, which are registered under the entry point group `argogen.rules`.

The object of an entry point is a `Rule`, or an iterable of rules, whose checks are functions. The codes and names are
unique, and the rules are configured like the built-in ones.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Hashable, Iterable, Iterator
from importlib.metadata import EntryPoint, entry_points
from itertools import chain

from argogen.catalogue import RULES, Rule
from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.explanations import list_pages
from argogen.linter.registry import RuleTable
from argogen.severity import Severity

GROUP = "argogen.rules"
_CODE = re.compile(r"(?!AG[0-9])[A-Z]{2,10}[0-9]{1,5}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)


@functools.cache
def load_table() -> RuleTable:
    """Return the built-in rules and those of all installed packages.

    Raises InvalidInputError with all errors in the rules of packages. The table is loaded once per process, so a
    package that is installed later is ignored.
    """
    rules = list(RULES.values())
    errors: list[Diagnostic] = []
    for entry_point in sorted(entry_points(group=GROUP), key=lambda it: (_name_package(it), it.name)):
        try:
            rules += _load(entry_point, rules)
        except InvalidInputError as error:
            errors += error.diagnostics
    if errors:
        raise InvalidInputError(errors)
    return RuleTable(rules)


def _load(entry_point: EntryPoint, known: Iterable[Rule]) -> list[Rule]:
    package = _name_package(entry_point)
    try:
        loaded = entry_point.load()
        listed = [loaded] if isinstance(loaded, Rule) else list(loaded)
    except Exception as error:
        raise _refuse(entry_point, f"the rules cannot be loaded: {type(error).__name__}: {error}") from error
    rules: list[Rule] = []
    for rule in listed:
        message = _find_error(rule, [*known, *rules])
        if message:
            raise _refuse(entry_point, message)
        rules.append(rule._replace(package=package))
    return rules


def _find_error(rule: object, known: Iterable[Rule]) -> str:
    """Return the first error in a rule, or in its combination with known rules; "" if it is valid."""
    if not isinstance(rule, Rule):
        return f"{type(rule).__name__} is not a rule"
    return next(chain(_check_fields(rule), _find_conflicts(rule, known)), "")


def _check_fields(rule: Rule) -> Iterator[str]:
    severity: object = rule.severity
    if not _CODE.fullmatch(rule.code):
        yield f"invalid code '{rule.code}': use capital letters and digits, such as ACME001, not beginning with AG"
    if not _NAME.fullmatch(rule.name):
        yield f"invalid name '{rule.name}' of {rule.code}: use lower-case words separated by dashes"
    if not isinstance(severity, Severity):
        yield f"invalid severity of {rule.code}: {severity!r}"
    if not rule.summary:
        yield f"{rule.code} has no summary"
    if not all(callable(check) and isinstance(check, Hashable) for check in (*rule.checks, *rule.render_checks)):
        yield f"a check of {rule.code} is not a function"


def _find_conflicts(rule: Rule, known: Iterable[Rule]) -> Iterator[str]:
    if rule.name in list_pages() and rule.name not in RULES:
        yield f"the name '{rule.name}' of {rule.code} is used by a diagnostic of argogen"
    for other in known:
        if rule.code == other.code or rule.name == other.name:
            owner = other.package or "argogen"
            yield f"{rule.code} '{rule.name}' conflicts with {other.code} '{other.name}' of {owner}"


def _refuse(entry_point: EntryPoint, message: str) -> InvalidInputError:
    place = Place(f"{_name_package(entry_point)} ({GROUP}: {entry_point.name} = {entry_point.value})")
    hint = "update or uninstall the package"
    return InvalidInputError([Diagnostic("invalid-plugin", message, place, hint)])


def _name_package(entry_point: EntryPoint) -> str:
    """Return the name and version of the distribution."""
    distribution = entry_point.dist
    return f"{distribution.name} {distribution.version}" if distribution else entry_point.value
