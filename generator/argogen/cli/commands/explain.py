"""`argogen explain`: print the documentation of a diagnostic."""

from __future__ import annotations

import click

from argogen.addresses import find_address, is_published
from argogen.catalogue import Rule
from argogen.cli.option_groups import completing
from argogen.cli.parts import Command
from argogen.diagnostics import Severity
from argogen.explanations import explain, link_page, list_pages, read_page
from argogen.linter.selection import find_table
from argogen.suggestions import find_nearest


@click.command("explain", cls=Command)
@click.argument("name", required=False, metavar="[CODE|NAME]", shell_complete=completing("rules", "list_explained"))
def command(name: str | None) -> int:
    """Explain a diagnostic: its cause, its consequences, and an example before and after the fix.

    CODE is the code of a rule, such as AG401; NAME is the name in the brackets of a diagnostic. Without an argument,
    all rules and diagnostics are listed.

    \b
    argogen explain AG401
    argogen explain undeclared-volume
    argogen explain | grep AG5
    """
    if name is None:
        click.echo(_list_all(), nl=False)
    else:
        click.echo(_explain(name), nl=False)
    return 0


def _explain(given: str) -> str:
    rule = find_table([given]).find(given) or find_table().find(given.lower())
    if rule is not None:
        return f"# {_head(rule)}\n\n{explain(rule)}{_link(rule.name)}"
    name = given.lower()
    if name not in list_pages():
        known = find_table(with_plugins=True).rules
        near = find_nearest(given, (*list_pages(), *known, *(rule.code for rule in known.values())))
        hint = f"Did you mean '{near}'?" if near else "'argogen explain' lists all rules and diagnostics."
        raise click.UsageError(f"Unknown rule or diagnostic '{given}'. {hint}")
    return f"# {name}\n\n{read_page(name).text}{_link(name)}"


def _link(name: str) -> str:
    site = find_address("Documentation")
    address = link_page(name, site) if is_published(site) else ""
    return f"\n{address}\n" if address else ""


def _head(rule: Rule) -> str:
    selection = (
        "" if rule.is_default else f", only with --profile {rule.profile}" if rule.profile else ", only if selected"
    )
    render = ", also checked by render" if rule.in_render else ""
    package = f", of {rule.package}" if rule.package else ""
    return f"{rule.code} {rule.name} ({rule.severity.value}{selection}{render}{package})"


def _list_all() -> str:
    """List all, one per line: rules first, in the order of their codes."""
    known = find_table(with_plugins=True).rules
    rules = [_list_one(rule.code, rule.name, rule.severity, rule.summary) for rule in known.values()]
    names = (name for name in list_pages() if name not in known)
    others = [_list_one("", name, Severity.ERROR, read_page(name).summary) for name in names]
    return "".join((*sorted(rules), *others))


def _list_one(code: str, name: str, severity: Severity, summary: str) -> str:
    return f"{code:5}  {name:24} {severity.value:8} {summary}\n"
