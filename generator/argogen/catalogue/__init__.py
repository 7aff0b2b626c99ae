"""The built-in rules: the name, severity, summary and checks of each.

A row in one of the tables registers a rule. Codes are grouped in families by their first digit; a code is never
changed and never reused. A diagnostic without a rule reports an error in a source text or its keys: it has a name but
no code, and cannot be configured. Rules of installed packages are loaded by `argogen.linter.plugins`.
"""

from collections.abc import Mapping

from argogen.catalogue import references, settings, templates, values
from argogen.catalogue.rule import LINT_ONLY, PROFILES, Check, Rule

__all__ = ["LINT_ONLY", "PROFILES", "RULES", "Check", "Rule"]

RULES: Mapping[str, Rule] = {
    rule.name: rule for rule in (*references.ROWS, *values.ROWS, *templates.ROWS, *settings.ROWS)
}
