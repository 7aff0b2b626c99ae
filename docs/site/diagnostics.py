"""The page of each diagnostic, and the page that lists them."""

from __future__ import annotations

from argogen.catalogue import RULES, Rule
from argogen.explanations import list_pages, read_page

_ERRORS = """
## Errors without a code

These errors prevent the compilation of a document or the run of a command. They cannot be disabled.

| name | summary |
|---|---|
"""


def write_diagnostic(name: str) -> str:
    """Return the Markdown of the page of a diagnostic, with the data of its rule."""
    rule = RULES.get(name)
    title, facts = (f"{rule.code} {name}", _describe(rule)) if rule else (name, "Severity: error, without a code.")
    head = f"{facts} `argogen explain {name}` prints this page. [All rules](../reference/rules.md)"
    return f"---\norphan: true\n---\n\n# {title}\n\n{head}\n\n{read_page(name).text}"


def write_diagnostics(rules: str) -> str:
    """Return the Markdown of the list: the tables of the page of rules, and those of other errors."""
    tables = rules.partition("\n## ")[0]
    errors = (name for name in list_pages() if name not in RULES)
    rows = "".join(
        f"| [`{name}`](../diagnostics/{name}.md) | {_escape(read_page(name).summary)} |\n" for name in errors
    )
    return f"{tables}\n{_ERRORS}{rows}"


def _describe(rule: Rule) -> str:
    severity = rule.severity.value if rule.is_default else f"{rule.severity.value}, if selected"
    fix = " `argogen lint --fix` applies safe fixes." if rule.is_fixable else ""
    return f"Severity: {severity}.{fix}"


def _escape(text: str) -> str:
    return text.replace("|", "\\|")
