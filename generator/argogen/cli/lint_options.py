"""What `lint` does beyond making manifests: rules that are chosen, comments that take findings away, fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import click

from argogen.cli.option_groups import F, add_options
from argogen.diagnostics import Diagnostic, Severity
from argogen.linter.selection import RuleSelection, Selection, UnknownRuleError, is_configurable
from argogen.linter.suppressions import Suppressions
from argogen.yaml.text import SourceText


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
    click.option(
        "--ref",
        "refs",
        multiple=True,
        metavar="PATH",
        type=click.Path(exists=True),
        help="A file or folder with WorkflowTemplates that may be referred to.",
    ),
    click.option("--ignore-missing-refs", is_flag=True, help="Allow references to WorkflowTemplates elsewhere."),
    click.option("--fix", is_flag=True, help="Mend what has one right answer, in the files themselves."),
)


def lint_options(command: F) -> F:
    """The options that choose rules."""
    return add_options(command, _OPTIONS)


class Look(NamedTuple):
    """What was found in one source, and the rules that are asked of it."""

    source: SourceText
    found: Sequence[Diagnostic]
    choice: RuleSelection


def settle(looks: Sequence[Look], others: Iterable[SourceText] = ()) -> Iterator[Diagnostic]:
    """What is left of what was found once rules are chosen and comments are read, and what is wrong with comments.

    `others` are sources beside those in which something may have been found.
    """
    ignores = {source.file: Suppressions(source) for source in (*(look.source for look in looks), *others)}
    for look in looks:
        for diagnostic in look.found:
            around = ignores.get(diagnostic.place.file)
            # It is asked in any case, so that it knows whether it was of use.
            is_ignored = around is not None and around.suppresses(diagnostic)
            if not (is_ignored and is_configurable(diagnostic)):
                yield from look.choice.settle([diagnostic])
    choices = {look.source.file: look.choice for look in reversed(looks)}
    for file, around in ignores.items():
        choice = choices.get(file, RuleSelection())
        yield from choice.settle(around.faults(choice.enabled))
