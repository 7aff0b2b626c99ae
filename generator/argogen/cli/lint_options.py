"""Options of `lint` that `render` does not have."""

from __future__ import annotations

from collections.abc import Mapping

import click

from argogen.catalogue import PROFILES
from argogen.cli.option_groups import F, add_options, completing
from argogen.cli.options import ref_option
from argogen.diagnostics import Severity
from argogen.linter.registry import UnknownRuleError
from argogen.linter.selection import RuleConfig


def _check_names(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(name.strip() for text in given for name in text.split(",") if name.strip())
    _check(RuleConfig(names))
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
    _check(RuleConfig(severities=severities))
    return severities


def _check(selection: RuleConfig) -> None:
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
        shell_complete=completing("rules", "list_selectors"),
        help="Enable a rule by its code or name, a family such as AG7, or `all`.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="RULE",
        callback=_check_names,
        shell_complete=completing("rules", "list_selectors"),
        help="Disable a rule or family.",
    ),
    click.option(
        "--severity",
        "severities",
        multiple=True,
        metavar="RULE=SEVERITY",
        callback=_read_severities,
        shell_complete=completing("rules", "list_severities"),
        help="Set the severity of a rule: error, warning or note.",
    ),
    click.option(
        "--profile",
        type=click.Choice(PROFILES),
        help="Also check what a platform requires: `kubeflow` for manifests that Kubeflow Pipelines accepts.",
    ),
    ref_option("that references are resolved against.", "WorkflowTemplates"),
    click.option(
        "--scripts",
        type=click.Choice(["off", "on", "required"]),
        help="Check scripts with shellcheck and ruff; `required`: fail if one is missing. Default: those installed.",
    ),
    click.option("--fix", is_flag=True, help="Apply safe fixes in place."),
)


def lint_options(command: F) -> F:
    """Add the options that select rules, and the one that fixes."""
    return add_options(command, _OPTIONS)
