"""Rules and diagnostics: codes, names and families."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

from argogen.catalogue import Rule
from argogen.explanations import list_pages, read_page
from argogen.linter.selection import find_table
from argogen.severity import Severity

_FAMILY = 3  # letters, such as AG7
Items = Iterator["CompletionItem[str]"]


def list_selectors(_context: click.Context, start: str) -> Items:
    """Yield the selectors of rules; after a comma, those of the next rule."""
    before, comma, word = start.rpartition(",")
    for item in _list_selectors(word):
        yield CompletionItem(f"{before}{comma}{item.value}", help=item.help)


def list_severities(_context: click.Context, start: str) -> Items:
    """Yield the selectors of rules, and after `=` the severities."""
    name, equals, word = start.partition("=")
    if not equals:
        yield from _list_selectors(name)
        return
    for severity in Severity:
        if severity.value.startswith(word):
            yield CompletionItem(f"{name}={severity.value}")


def list_explained(_context: click.Context, start: str) -> Items:
    """Yield the codes and names of rules, and the names of other diagnostics."""
    rules = _list_rules()
    yield from _list_codes_and_names(rules, start)
    known = {rule.name for rule in rules}
    for name in list_pages():
        if name not in known and start and name.startswith(start):
            yield CompletionItem(name, help=read_page(name).summary)


def _list_selectors(start: str) -> Items:
    rules = _list_rules()
    families = sorted({rule.code[:_FAMILY] for rule in rules})
    for name in (*families, "all"):
        if name.casefold().startswith(start.casefold()):
            yield CompletionItem(name, help="family of rules" if name != "all" else "all rules")
    yield from _list_codes_and_names(rules, start)


def _list_codes_and_names(rules: list[Rule], start: str) -> Items:
    """Yield codes, or names after the first letter of a name."""
    for rule in rules:
        if rule.code.startswith(start.upper()):
            yield CompletionItem(rule.code, help=f"{rule.name}: {rule.summary}")
    for rule in rules:
        if start and rule.name.startswith(start):
            yield CompletionItem(rule.name, help=rule.summary)


def _list_rules() -> list[Rule]:
    """Return the rules, with those of installed packages."""
    return list(find_table(with_plugins=True).rules.values())
