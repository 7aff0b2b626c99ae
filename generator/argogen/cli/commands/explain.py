"""`argogen explain`: print the documentation of a diagnostic."""

from __future__ import annotations

import click

from argogen.catalogue import RULES, name_of
from argogen.explanations import list_pages, read_page
from argogen.suggestions import find_nearest


@click.command("explain")
@click.argument("name", required=False, metavar="[CODE|NAME]")
def command(name: str | None) -> int:
    """Say what a diagnostic means: what it is, why it matters, a wrong and a right example.

    CODE is a rule's, such as AG401; NAME is what stands in the brackets of any diagnostic. Without either, all are
    listed.

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
    name = name_of(given) or given.lower()
    if name not in list_pages():
        near = find_nearest(given, (*list_pages(), *(rule.code for rule in RULES.values())))
        hint = f"Did you mean '{near}'?" if near else "'argogen explain' lists all."
        raise click.UsageError(f"Nothing is called '{given}'. {hint}")
    return f"# {_head(name)}\n\n{read_page(name).text}"


def _head(name: str) -> str:
    rule = RULES.get(name)
    if rule is None:
        return name
    asked = "" if rule.on else ", only if selected"
    render = ", also asked by render" if rule.in_render or rule.stops else ""
    return f"{rule.code} {name} ({rule.severity}{asked}{render})"


def _list_all() -> str:
    """A line for each: those with a code first, in the order of their codes."""
    rules = [f"{rule.code}  {name:24} {rule.severity:8} {read_page(name).summary}" for name, rule in RULES.items()]
    others = [f"{'':5}  {name:24} {'error':8} {read_page(name).summary}" for name in list_pages() if name not in RULES]
    return "".join(f"{line}\n" for line in (*sorted(rules), *others))
