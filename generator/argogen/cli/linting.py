"""What `lint` does beyond making manifests: rules that are chosen, comments that take findings away, fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import click

from argogen.catalogue import RULES
from argogen.diagnostics import Diagnostic, Severity
from argogen.rules.ignores import Ignores
from argogen.rules.selection import Choice, Selection, UnknownRuleError
from argogen.source.text import Source

F = TypeVar("F", bound=Callable[..., Any])


def _check_names(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
    _check(Selection(names))
    return names


def _read_severities(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> Mapping[str, Severity]:
    severities: dict[str, Severity] = {}
    for text in given:
        name, equals, word = text.partition("=")
        if not equals or word not in [severity.value for severity in Severity]:
            raise click.BadParameter(f"'{text}' is not RULE=error, RULE=warning or RULE=note")
        severities[name] = Severity(word)
    _check(Selection(severities=severities))
    return severities


def _check(selection: Selection) -> None:
    try:
        selection.check()
    except UnknownRuleError as error:
        raise click.BadParameter(f"{error}: {error.hint}") from error


_OPTIONS = (
    click.option(
        "--select",
        multiple=True,
        metavar="RULE",
        callback=_check_names,
        help="Ask this rule too: a code, a name, a family such as AG7, or all.",
    ),
    click.option("--ignore", multiple=True, metavar="RULE", callback=_check_names, help="Do not ask this rule."),
    click.option(
        "--severity",
        "severities",
        multiple=True,
        metavar="RULE=SEVERITY",
        callback=_read_severities,
        help="How bad it is to break a rule: error, warning or note.",
    ),
    click.option("--fix", is_flag=True, help="Mend what has one right answer, in the files themselves."),
)


def lint_options(command: F) -> F:
    """The options that choose rules."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def settle(found: Iterable[Diagnostic], sources: Iterable[Source], selection: Selection) -> list[Diagnostic]:
    """What is left of what was found once rules are chosen and comments are read, and what is wrong with comments."""
    choice = Choice(selection)
    ignores = {source.file: Ignores(source) for source in sources}
    settled: list[Diagnostic] = []
    for diagnostic in found:
        chosen = _choose(diagnostic, choice)
        around = ignores.get(diagnostic.place.file)
        # It is asked in any case, so that it knows whether it was of use.
        is_ignored = around is not None and around.covers(diagnostic)
        if chosen is not None and (not is_ignored or _stops(diagnostic)):
            settled.append(chosen)
    faults = (_choose(fault, choice) for each in ignores.values() for fault in each.faults(choice.asked))
    return [*settled, *(fault for fault in faults if fault is not None)]


def _stops(diagnostic: Diagnostic) -> bool:
    """Whether it keeps a manifest from being made, whatever is chosen."""
    rule = RULES.get(diagnostic.code)
    return rule is None or (rule.stops and diagnostic.severity is Severity.ERROR)


def _choose(diagnostic: Diagnostic, choice: Choice) -> Diagnostic | None:
    """A diagnostic as bad as someone has chosen it to be; None if its rule is not asked."""
    if _stops(diagnostic):
        return diagnostic
    severity = choice.severity(diagnostic.code, diagnostic.severity)
    return None if severity is None else diagnostic._replace(severity=severity)
